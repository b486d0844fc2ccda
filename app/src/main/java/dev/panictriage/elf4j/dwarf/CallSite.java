// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call, and what the caller knows of its arguments: DWARF 5, 3.4, and the GNU extension that it came from. */
public record CallSite(Die die) {
    /**
     * An argument.
     *
     * @param location expression: where the callee finds it on entry
     * @param value expression: what it is, computed with the caller's registers
     */
    public record Argument(Attribute location, Attribute value) {}

    /** The function that is called, if that is known at compile time. */
    public @Nullable Die callee() {
        Die callee = die.reference(DwAt.CALL_ORIGIN);
        return callee == null ? die.reference(DwAt.ABSTRACT_ORIGIN) : callee;
    }

    /** Expression for the address that is called, if that is all that is known. */
    public @Nullable Attribute target() {
        Attribute target = die.attribute(DwAt.CALL_TARGET);
        return target == null ? die.attribute(DwAt.GNU_CALL_SITE_TARGET) : target;
    }

    /** Whether the callee returns to this function's caller. */
    public boolean isTailCall() {
        return die.flag(DwAt.CALL_TAIL_CALL) || die.flag(DwAt.GNU_TAIL_CALL);
    }

    /** The arguments that have both a location and a value. */
    public List<Argument> arguments() {
        List<Argument> found = new ArrayList<>();
        for (Die child = die.firstChild(); child != null; child = child.nextSibling()) {
            int tag = child.tag();
            if (tag == DwTag.CALL_SITE_PARAMETER || tag == DwTag.GNU_CALL_SITE_PARAMETER) {
                Attribute location = child.attribute(DwAt.LOCATION);
                Attribute value = child.attribute(DwAt.CALL_VALUE);
                if (value == null) {
                    value = child.attribute(DwAt.GNU_CALL_SITE_VALUE);
                }
                if (location != null && value != null) {
                    found.add(new Argument(location, value));
                }
            }
        }
        return found;
    }
}
