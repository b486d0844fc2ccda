// SPDX-License-Identifier: Apache-2.0
/**
 * Why an instruction faulted, and where the bad value came from, by computation.
 */
@NullMarked
package dev.panictriage.explain;

import org.jspecify.annotations.NullMarked;
