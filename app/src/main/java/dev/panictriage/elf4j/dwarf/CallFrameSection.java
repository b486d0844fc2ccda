// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The entries of {@code .debug_frame} or {@code .eh_frame}. They differ in how they refer to each other. */
final class CallFrameSection {
    private static final int DWARF64 = 0xffff_ffff;

    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** In bytes: a kernel's section has some 3 MB. */
    private static final long LARGEST_ARRAY = 64 << 20;

    /** Length, common entry, and where the function starts in two: of a plain entry. */
    private static final int PLAIN_WORDS = 4;

    private final MemorySegment bytes;
    private final ByteOrder order;
    private final boolean exceptions;
    private final EhPointer.Bases bases;
    private final Map<Long, CallFrameCommon> common = new HashMap<>();

    CallFrameSection(MemorySegment bytes, ByteOrder order, boolean exceptions, EhPointer.Bases bases) {
        this.bytes = bytes;
        this.order = order;
        this.exceptions = exceptions;
        this.bases = bases;
    }

    EhPointer.Bases bases() {
        return bases;
    }

    ByteOrder order() {
        return order;
    }

    /**
     * An entry's place.
     *
     * @param next offset of the entry behind it
     * @param commonOffset of the entry that a function's entry refers to; -1 for such an entry itself
     * @param contents behind these two fields
     */
    private record Entry(long next, long commonOffset, Cursor contents) {}

    /** Receives the entries of functions. */
    interface Visitor {
        void function(long offset, long start);
    }

    /**
     * Passes by every function. Entries that cannot be read are left out; an impossible length ends it. A kernel has 50,000 of
     * them, and a common entry for each of its 3,000 units, most of one form: these are read from an array, and without anything
     * being made for them.
     */
    void visit(Visitor visitor) {
        int[] words = words();
        CallFrameCommon last = null;
        long lastOffset = -1;
        for (long offset = 0; offset < bytes.byteSize(); ) {
            try {
                int at = (int) (offset >> 2);
                if (last != null
                        && last.isPlain()
                        && at + PLAIN_WORDS <= words.length
                        && (offset & 3) == 0
                        && words[at] >= Integer.BYTES * (PLAIN_WORDS - 1)) {
                    boolean ofLast = words[at + 1] == (int) lastOffset;
                    if (ofLast) {
                        visitor.function(offset, words[at + 2] & 0xffff_ffffL | (long) words[at + 3] << Integer.SIZE);
                    } else if (isSame(words, at, (int) (lastOffset >> 2))) {
                        lastOffset = offset;
                    }
                    if (ofLast || lastOffset == offset) {
                        offset += Integer.BYTES + words[at];
                        continue;
                    }
                }
                Entry entry = entry(offset);
                if (entry.commonOffset >= 0) {
                    if (entry.commonOffset != lastOffset) {
                        last = commonOrNull(entry.commonOffset);
                        lastOffset = entry.commonOffset;
                    }
                    visit(offset, entry, last, visitor);
                }
                offset = entry.next;
            } catch (DwarfException e) {
                return;
            }
        }
    }

    /** All of it, if it is such that most entries can be read from that: 32-bit {@code .debug_frame} of little-endian machines. */
    private int[] words() {
        boolean plain = !exceptions && order == ByteOrder.LITTLE_ENDIAN && bytes.byteSize() <= LARGEST_ARRAY;
        return plain ? bytes.asSlice(0, bytes.byteSize() & ~3L).toArray(WORD) : new int[0];
    }

    /** Whether two entries are the same to the byte, as common ones are that one compiler made. */
    private static boolean isSame(int[] words, int one, int other) {
        int behind = 1 + words[one] / Integer.BYTES;
        return words[one] % Integer.BYTES == 0
                && one + behind <= words.length
                && other + behind <= words.length
                && Arrays.equals(words, one, one + behind, words, other, other + behind);
    }

    private static void visit(long offset, Entry entry, @Nullable CallFrameCommon common, Visitor visitor) {
        if (common != null) {
            try {
                visitor.function(offset, CallFrameFunction.start(entry.contents, common));
            } catch (DwarfException e) {
                // of no function, then
            }
        }
    }

    CallFrameFunction function(long offset) {
        return function(entry(offset));
    }

    private @Nullable CallFrameCommon commonOrNull(long offset) {
        try {
            return common(offset);
        } catch (DwarfException e) {
            return null;
        }
    }

    private CallFrameFunction function(Entry entry) {
        return CallFrameFunction.read(entry.contents, common(entry.commonOffset));
    }

    private CallFrameCommon common(long offset) {
        CallFrameCommon known = common.get(offset);
        if (known == null) {
            Entry entry = entry(offset);
            if (entry.commonOffset >= 0) {
                throw new DwarfException("a function's call frame information that refers to another function's");
            }
            known = CallFrameCommon.read(entry.contents, this);
            common.put(offset, known);
        }
        return known;
    }

    private Entry entry(long offset) {
        Cursor cursor = Cursor.at(bytes, order, offset);
        long length = cursor.u32();
        boolean wide = (int) length == DWARF64;
        if (wide) {
            length = cursor.u64();
        }
        Cursor contents = cursor.limited(length);
        long next = contents.end();
        if (length == 0) {
            return new Entry(next, -1, contents); // padding, or the end of one of several tables linked together
        }
        long at = contents.position();
        long id = exceptions || !wide ? contents.s32() : contents.u64();
        if (id == (exceptions ? 0 : -1)) {
            return new Entry(next, -1, contents);
        }
        long target = exceptions ? at - id : wide ? id : id & 0xffff_ffffL;
        if (target < 0) {
            throw new DwarfException("call frame information before its section");
        }
        return new Entry(next, target, contents);
    }
}
