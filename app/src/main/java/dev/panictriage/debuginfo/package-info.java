// SPDX-License-Identifier: Apache-2.0
/**
 * What DWARF adds to a dump, where there is some: finds the files that belong to the kernel and its modules, and answers with
 * types, source lines, inlined calls and variables. Nothing found is no error.
 */
@NullMarked
package dev.panictriage.debuginfo;

import org.jspecify.annotations.NullMarked;
