// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.List;

/** How to find the caller's registers from anywhere in a range of code: a row of the table of DWARF 5, 6.4.1. */
public final class UnwindRow {
    private final long start;
    private final long end;
    private final Cfa cfa;
    private final List<RegisterRule> rules;
    private final int returnColumn;
    private final boolean signalFrame;

    UnwindRow(long start, long end, Cfa cfa, List<RegisterRule> rules, int returnColumn, boolean signalFrame) {
        this.start = start;
        this.end = end;
        this.cfa = cfa;
        this.rules = rules;
        this.returnColumn = returnColumn;
        this.signalFrame = signalFrame;
    }

    /** The canonical frame address: on most architectures, the stack pointer of the caller before the call. */
    public sealed interface Cfa {
        record RegisterOffset(int register, long offset) implements Cfa {}

        record Computed(Expression expression) implements Cfa {}
    }

    /** The first address that the row holds for. */
    public long start() {
        return start;
    }

    /** The first address behind it. */
    public long end() {
        return end;
    }

    public Cfa cfa() {
        return cfa;
    }

    /** The rule of a register, by its DWARF number; {@link RegisterRule#UNSPECIFIED} where there is none. */
    public RegisterRule rule(int register) {
        return register >= 0 && register < rules.size() ? rules.get(register) : RegisterRule.UNSPECIFIED;
    }

    /** One more than the highest register that has a rule. */
    public int registers() {
        return rules.size();
    }

    /** The register, often of no other use, whose rule finds the return address. */
    public int returnColumn() {
        return returnColumn;
    }

    /** Whether the code was entered by a signal or an exception, so that the return address is not behind a call. */
    public boolean signalFrame() {
        return signalFrame;
    }
}
