// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/** The strings outside of {@code .debug_line} that its headers refer to. Each method throws {@link DwarfException} for what is not there. */
interface LineTableStrings {
    /** From {@code .debug_str}. */
    String string(long offset);

    /** From {@code .debug_line_str}. */
    String lineString(long offset);

    /** By the unit's {@code .debug_str_offsets}. */
    default String indexed(long index) {
        throw new DwarfException("a name in a line table by index, without a table of offsets");
    }

    /** From the {@code .debug_str} of the supplementary file. */
    default String supplementary(long offset) {
        throw new DwarfException("a name in a line table that is in another file");
    }

    /** @param strings {@code .debug_str}, empty where there is none; so {@code lineStrings} for {@code .debug_line_str} */
    static LineTableStrings of(MemorySegment strings, MemorySegment lineStrings, ByteOrder order) {
        return new LineTableStrings() {
            @Override
            public String string(long offset) {
                return Cursor.at(strings, order, offset).string();
            }

            @Override
            public String lineString(long offset) {
                return Cursor.at(lineStrings, order, offset).string();
            }
        };
    }
}
