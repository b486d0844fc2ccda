// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Frame;

/**
 * A symptom: a fault near NULL where the walk from a page to its mappings takes the lock of the anon_vma's root.
 *
 * @param fault as it was found to be the first
 * @param context the same with its registers
 * @param walk the innermost caller that is of the walk
 */
public record RmapFault(FatalFault fault, ExceptionContext context, Frame walk) {}
