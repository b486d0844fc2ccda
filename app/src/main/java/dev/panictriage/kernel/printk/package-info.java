// SPDX-License-Identifier: Apache-2.0
/** The kernel's log, from the buffer in memory to the text that {@code dmesg} prints. */
@NullMarked
package dev.panictriage.kernel.printk;

import org.jspecify.annotations.NullMarked;
