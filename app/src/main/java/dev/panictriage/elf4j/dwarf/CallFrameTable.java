// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Call frame information: {@code .debug_frame} (versions 1, 3 and 4) or {@code .eh_frame}. The first question indexes where each
 * function starts; instructions are run for the function that is asked for. Not for several threads at once.
 */
public final class CallFrameTable {
    private final CallFrameSection section;
    private @Nullable CallFrameIndex index;

    private CallFrameTable(CallFrameSection section) {
        this.section = section;
    }

    /** @param addressBytes bytes of an address, where the entries do not say: 4 or 8 */
    public static CallFrameTable debugFrame(MemorySegment section, ByteOrder order, int addressBytes) {
        return new CallFrameTable(
                new CallFrameSection(section, order, false, new EhPointer.Bases(addressBytes, 0, 0, 0)));
    }

    /**
     * @param address of the section itself
     * @param text address of {@code .text}; 0 where nothing refers to it
     * @param data address of {@code .got}; 0 where nothing refers to it
     */
    public static CallFrameTable exceptionFrame(
            MemorySegment section, ByteOrder order, int addressBytes, long address, long text, long data) {
        return new CallFrameTable(
                new CallFrameSection(section, order, true, new EhPointer.Bases(addressBytes, address, text, data)));
    }

    /**
     * The row that holds at an address, unsigned; null where no function of the section covers it.
     *
     * @throws DwarfException if the function's instructions are none
     */
    public @Nullable UnwindRow rowAt(long pc) {
        CallFrameFunction function = functionAt(pc);
        return function == null ? null : new CallFrameProgram(function, section.order()).rowAt(pc);
    }

    private CallFrameIndex index() {
        if (index == null) {
            index = CallFrameIndex.of(section);
        }
        return index;
    }

    private @Nullable CallFrameFunction functionAt(long pc) {
        // Several functions of one start: all but one were discarded by the linker, or are empty.
        for (long offset : index().lastBefore(pc)) {
            CallFrameFunction function = section.function(offset);
            if (function.covers(pc)) {
                return function;
            }
        }
        return null;
    }
}
