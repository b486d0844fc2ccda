// SPDX-License-Identifier: Apache-2.0
/**
 * The door to everything that depends on the processor: registers, page-table walk, instruction decoding. A leaf: it knows bytes and numbers, not dumps or kernels.
 */
@NullMarked
package dev.panictriage.arch;

import org.jspecify.annotations.NullMarked;
