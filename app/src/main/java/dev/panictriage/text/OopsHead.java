// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Oops;

/**
 * An entry of the table of {@link OopsHeads}: one line by which the kernel announces a report.
 *
 * @param role how the line begins or goes on with a report
 * @param kind class of the report
 * @param guilt where the guilty function is found
 * @param template the line; its holes become the report's values
 * @param title how the bug is named: {@code {function}} is the guilty function, {@code {access}} Read or Write, other
 *     braces the template's holes; " in {function}" is left out where no function is known
 * @param innocent parts of function names that are not to blame in this kind of report, beyond {@link Machinery}
 */
record OopsHead(Role role, Oops.Kind kind, Guilt guilt, Template template, String title, String... innocent) {
    static OopsHead head(Role role, Oops.Kind kind, Guilt guilt, String template, String title, String... innocent) {
        return new OopsHead(role, kind, guilt, new Template(template), title, innocent);
    }

    /** A line that is no report's head. */
    static OopsHead said(Role role, Oops.Kind kind, String template) {
        return head(role, kind, Guilt.NONE, template, "");
    }

    /** How a line begins or goes on with a report. */
    enum Role {
        /** Always begins a report. */
        REPORT,
        /** A report of one line: no trace belongs to it. */
        ONE_LINE,
        /** The second line of a report that has no registers and no trace yet; begins one if there is none. */
        CONTINUES,
        /** Comes right before a report and says more about it: the reason of a BUG or WARNING. */
        PRELUDE,
        /** No report: what the hardware, a filesystem or a device complained of. It may be the reason of a panic. */
        EVENT,
        /** The kernel gives up: see {@link Panics}. */
        PANIC,
        /** Looks like a report and is none. */
        HARMLESS
    }
}
