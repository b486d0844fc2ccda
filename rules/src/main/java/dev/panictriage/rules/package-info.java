// SPDX-License-Identifier: Apache-2.0
/**
 * What the rules share: kernel functions by the part they play, and phrases. The rules themselves are DRL, by family,
 * in the resources of the same package.
 */
@NullMarked
package dev.panictriage.rules;

import org.jspecify.annotations.NullMarked;
