// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.facts.Location;
import dev.panictriage.facts.Word;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What explanations are made of: code, names and words of memory, wherever they come from. */
public interface CodeReader {
    /** The function around an address; null if it cannot be read. */
    @Nullable
    FunctionCode function(long address);

    /** The same, or where no function is known the instructions from an address on, if they can be read and executed. */
    default @Nullable FunctionCode code(long address) {
        return function(address);
    }

    /** The function or variable that starts at an address, or null. */
    @Nullable
    String symbol(long address);

    /** {@code symbol+0x1f}, or the bare address. */
    String describe(long address);

    /** What an address without a symbol is in: {@code 0x20 into an object of kmalloc-64, in use}; null if not known. */
    default @Nullable String identify(long address) {
        return null;
    }

    /** The 64-bit word at an address, if it can be read. */
    Optional<Long> word(long address);

    /** The same as a fact. */
    default Location locate(long address) {
        return Location.of(Word.of(address));
    }

    /** What to add to a per-CPU address to get at the copy of the CPU that a stack is of; null if not known. */
    default @Nullable Long perCpuBase(String stack) {
        return null;
    }

    /** The entry of the kernel's table of BUG() and WARN() for a trapping instruction; null if it has none. */
    default @Nullable Bug bug(long address) {
        return null;
    }

    /** The entries of the kernel's exception table for instructions from one address up to another; none without a table. */
    default List<Fixup> fixups(long start, long end) {
        return List.of();
    }

    /** What is known of types; {@link DeclaredTypes#NONE} without any. */
    default DeclaredTypes types() {
        return DeclaredTypes.NONE;
    }

    /**
     * A {@code struct exception_table_entry} of arch/x86/include/asm/extable.h: a fault that is expected.
     *
     * @param instruction that may fault
     * @param target where execution goes on then
     * @param registers that the handler may write before: a set as of {@link GeneralRegisters}
     */
    record Fixup(long instruction, long target, int registers) {}

    /**
     * A {@code struct bug_entry} of include/asm-generic/bug.h.
     *
     * @param file absent without CONFIG_DEBUG_BUGVERBOSE
     */
    record Bug(@Nullable String file, int line, boolean isWarning) {}
}
