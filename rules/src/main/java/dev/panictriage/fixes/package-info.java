// SPDX-License-Identifier: Apache-2.0
/**
 * Known fixes: which builds of which vendor's kernel have one, and whether the kernel that died is among them. Needs
 * what {@code uname -r} and {@code uname -v} print, and nothing else of a dump.
 *
 * <p>A rule asks once it has its diagnosis, in its consequence:
 *
 * <pre>{@code
 * for (FixVerdict fix : KnownFixes.forKernel("anon-vma-root-null", $kernel.release(), $kernel.version())) {
 *     diagnosis.fixedBy(fix.line());
 *     fix.references().forEach(diagnosis::see);
 * }
 * }</pre>
 *
 * <p>{@link FixVerdict.Status#FIXED} speaks against the known bug and belongs with what would refute the diagnosis's
 * cause; {@link FixVerdict.Status#AFFECTED} is the advice to update. A verdict that is
 * {@link FixVerdict.Status#UNKNOWN} and names no fixed build says nothing of this kernel.
 */
@NullMarked
package dev.panictriage.fixes;

import org.jspecify.annotations.NullMarked;
