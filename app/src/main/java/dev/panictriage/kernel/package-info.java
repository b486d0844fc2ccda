// SPDX-License-Identifier: Apache-2.0
/**
 * The kernel image: a dump seen as kernel objects, by symbols, types and virtual memory.
 */
@NullMarked
package dev.panictriage.kernel;

import org.jspecify.annotations.NullMarked;
