// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

/**
 * A frame description entry: the unwinding of one function.
 *
 * @param start address of its first instruction
 * @param end the first address behind it
 * @param instructions its own; read through copies
 */
record CallFrameFunction(CallFrameCommon common, long start, long end, Cursor instructions) {
    boolean covers(long pc) {
        return Long.compareUnsigned(start, pc) <= 0 && Long.compareUnsigned(pc, end) < 0;
    }

    /** @param entry over the entry, behind its pointer to the common one */
    static CallFrameFunction read(Cursor entry, CallFrameCommon common) {
        long start = start(entry, common);
        long end = start
                + EhPointer.offset(
                        entry, common.pointerEncoding(), common.bases().addressBytes());
        if (common.augmented()) {
            entry.skip(entry.uleb128());
        }
        return new CallFrameFunction(common, start, end, entry);
    }

    static long start(Cursor entry, CallFrameCommon common) {
        entry.skip(common.segmentBytes());
        return EhPointer.read(entry, common.pointerEncoding(), common.bases());
    }
}
