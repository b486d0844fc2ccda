// SPDX-License-Identifier: Apache-2.0
/**
 * Extractors, one per subject: from a kernel image to facts.
 */
@NullMarked
package dev.panictriage.extract;

import org.jspecify.annotations.NullMarked;
