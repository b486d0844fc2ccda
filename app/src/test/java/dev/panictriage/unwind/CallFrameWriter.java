// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import dev.panictriage.elf4j.dwarf.CallFrameTable;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A .debug_frame section of functions of 0x100 bytes: DWARF 4, 6.4.1. Where a function begins, the return address is at the
 * stack pointer; its instructions (6.4.2, figure 40) hold from its first byte on.
 */
final class CallFrameWriter {
    /** Version 1, factors 1 and -8, return address 16; CFA rsp+8, return address at CFA-8. */
    private static final byte[] RULES = {1, 0x78, 16, 0x0c, 7, 8, (byte) 0x90, 1};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    CallFrameWriter() {
        entry(
                0xffff_ffff,
                ByteBuffer.allocate(2 + RULES.length)
                        .put((byte) 1)
                        .put((byte) 0)
                        .put(RULES)
                        .array());
    }

    CallFrameWriter function(long start, int... instructions) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + instructions.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(start).putLong(0x100);
        for (int instruction : instructions) {
            bytes.put((byte) instruction);
        }
        entry(0, bytes.array());
        return this;
    }

    private void entry(int id, byte[] contents) {
        ByteBuffer header = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        out.writeBytes(header.putInt(4 + contents.length).putInt(id).array());
        out.writeBytes(contents);
    }

    CallFrameTable table() {
        return CallFrameTable.debugFrame(MemorySegment.ofArray(out.toByteArray()), ByteOrder.LITTLE_ENDIAN, 8);
    }
}
