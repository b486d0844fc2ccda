// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A function that an address is in: the concrete one, or one that was inlined into it.
 *
 * @param die the subprogram, or the inlined subroutine
 * @param blocks lexical blocks of this function that the address is in, outermost first
 */
public record Scope(Die die, List<Die> blocks) {
    /** Deeper than inlining and blocks ever nest. */
    private static final int DEEPEST = 256;

    public boolean isInlined() {
        return die.tag() == DwTag.INLINED_SUBROUTINE;
    }

    /** As the source has it; empty if not known. */
    public String name() {
        return die.name();
    }

    /** As the linker has it, if that is another; otherwise empty. */
    public String linkageName() {
        return die.linkageName();
    }

    /** Of an inlined function: index of the file of the call, in the unit's line table; 0 if not known. */
    public long callFile() {
        return die.constant(DwAt.CALL_FILE, 0);
    }

    /** Of an inlined function: the line of the call; 0 if not known. */
    public long callLine() {
        return die.constant(DwAt.CALL_LINE, 0);
    }

    /** Of an inlined function: the column of the call; 0 if not known. */
    public long callColumn() {
        return die.constant(DwAt.CALL_COLUMN, 0);
    }

    /**
     * The parameters and variables that can be seen at the address: the function's own, then those of its blocks, outermost
     * first, each in the order of declaration. Those that the compiler left out here, but that the function has, are there
     * without a location.
     */
    public List<Variable> variables() {
        List<Die> levels = new ArrayList<>(blocks);
        levels.addFirst(die);
        // An instance may have a variable in another block than the function has it in.
        Map<Die, Die> instances = new HashMap<>();
        for (Die level : levels) {
            for (Die variable : variablesOf(level)) {
                Die origin = variable.reference(DwAt.ABSTRACT_ORIGIN);
                if (origin != null) {
                    instances.put(origin, variable);
                }
            }
        }
        Set<Die> found = new LinkedHashSet<>();
        for (Die level : levels) {
            Die origin = level.reference(DwAt.ABSTRACT_ORIGIN);
            if (origin != null) {
                for (Die declared : variablesOf(origin)) {
                    found.add(instances.getOrDefault(declared, declared));
                }
            }
            found.addAll(variablesOf(level));
        }
        List<Variable> variables = new ArrayList<>(found.size());
        for (Die variable : found) {
            variables.add(new Variable(variable));
        }
        return variables;
    }

    private static List<Die> variablesOf(Die block) {
        List<Die> found = new ArrayList<>();
        for (Die child = block.firstChild(); child != null; child = child.nextSibling()) {
            if (isVariable(child)) {
                found.add(child);
            }
        }
        return found;
    }

    private static boolean isVariable(Die die) {
        int tag = die.tag();
        // A declaration within a function is of something outside of it.
        return (tag == DwTag.FORMAL_PARAMETER || tag == DwTag.VARIABLE) && !die.flag(DwAt.DECLARATION);
    }

    /** The scopes of an address within a concrete function: the innermost first, the function itself last. */
    static List<Scope> within(Die function, long address) {
        List<Die> path = new ArrayList<>();
        path.add(function);
        descend(function, address, path);
        List<Scope> scopes = new ArrayList<>();
        List<Die> blocks = new ArrayList<>();
        for (int i = path.size() - 1; i >= 0; i--) {
            if (path.get(i).tag() == DwTag.LEXICAL_BLOCK) {
                blocks.addFirst(path.get(i));
            } else {
                scopes.add(new Scope(path.get(i), List.copyOf(blocks)));
                blocks.clear();
            }
        }
        return scopes;
    }

    /** Adds the entries under {@code parent} that the address is in, outermost first. */
    private static boolean descend(Die parent, long address, List<Die> path) {
        if (path.size() > DEEPEST) {
            return false;
        }
        for (Die die = parent.firstChild(); die != null; die = die.nextSibling()) {
            int tag = die.tag();
            if (tag != DwTag.INLINED_SUBROUTINE && tag != DwTag.LEXICAL_BLOCK) {
                continue;
            }
            AddressRanges ranges = die.ranges();
            if (ranges.contains(address)) {
                path.add(die);
                descend(die, address, path);
                return true;
            }
            // A block may say nothing of its addresses, and still have something inlined in it that does.
            if (ranges.isEmpty() && tag == DwTag.LEXICAL_BLOCK) {
                path.add(die);
                if (descend(die, address, path)) {
                    return true;
                }
                path.removeLast();
            }
        }
        return false;
    }

    /** The call that returns to that address, if this scope has it described. */
    @Nullable
    CallSite callSite(long returnAddress) {
        CallSite site = callSite(die, returnAddress);
        for (int i = 0; site == null && i < blocks.size(); i++) {
            site = callSite(blocks.get(i), returnAddress);
        }
        return site;
    }

    private static @Nullable CallSite callSite(Die block, long returnAddress) {
        for (Die die = block.firstChild(); die != null; die = die.nextSibling()) {
            int tag = die.tag();
            if (tag == DwTag.CALL_SITE || tag == DwTag.GNU_CALL_SITE) {
                Attribute pc = die.attribute(tag == DwTag.CALL_SITE ? DwAt.CALL_RETURN_PC : DwAt.LOW_PC);
                if (pc != null && pc.isAddress() && pc.address() == returnAddress) {
                    return new CallSite(die);
                }
            }
        }
        return null;
    }
}
