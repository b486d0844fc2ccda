// SPDX-License-Identifier: Apache-2.0
/**
 * Dumps: files of physical memory, of any format, read lazily page by page. Knows pages and notes, not symbols.
 */
@NullMarked
package dev.panictriage.dump;

import org.jspecify.annotations.NullMarked;
