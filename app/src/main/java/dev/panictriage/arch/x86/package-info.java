// SPDX-License-Identifier: Apache-2.0
/**
 * The x86-64 processor.
 */
@NullMarked
package dev.panictriage.arch.x86;

import org.jspecify.annotations.NullMarked;
