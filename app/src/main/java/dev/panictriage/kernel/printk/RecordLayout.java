// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.printk;

import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Types;
import dev.panictriage.kernel.VmcoreInfo;
import java.util.OptionalInt;

/** Where a record's header keeps its members: {@code struct printk_info}, {@code printk_log} or {@code log}. */
final class RecordLayout {
    /** Three bits: 0 to 7. */
    private static final int LEVELS = 7;

    private static final int LEVEL_SHIFT = 5;
    private static final int LARGEST = 4096;

    final int size;
    private final int textLength;
    private final int callerId;
    private final int nanoseconds;
    private final int facility;
    private final int levelAt;
    private final int levelShift;

    private RecordLayout(int size, int textLength, int nanoseconds, int facility) {
        this.size = size;
        this.textLength = textLength;
        this.nanoseconds = nanoseconds;
        this.facility = facility;
        this.levelAt = facility + 1;
        this.levelShift = LEVEL_SHIFT;
        this.callerId = size >= facility + 2 + Integer.BYTES ? facility + 2 : -1;
    }

    /**
     * Of the record buffer, without types: VMCOREINFO leaves out what is behind the three lengths, and there are the facility, five
     * bits of flags with three of the level, and since 15ff2069cb7f (5.1) the caller.
     *
     * @param name {@code printk_log} or {@code log}
     */
    static RecordLayout of(VmcoreInfo info, String name) {
        long size = info.size(name).orElseThrow(() -> new MissingTypeException("struct " + name));
        int facility = offset(info, name, "dict_len") + Short.BYTES;
        int nanoseconds = offset(info, name, "ts_nsec");
        if (size < facility + Short.BYTES || size < nanoseconds + Long.BYTES || size > LARGEST) {
            throw new MissingTypeException(name, "possible size");
        }
        return new RecordLayout((int) size, offset(info, name, "text_len"), nanoseconds, facility);
    }

    /** Of the ring buffer, without types: VMCOREINFO leaves out the facility, and five bits of flags with three of the level. */
    static RecordLayout ofRing(VmcoreInfo info) {
        String name = "printk_info";
        long size = info.size(name).orElse(0);
        int textLength = offset(info, name, "text_len");
        int facility = textLength + Short.BYTES;
        int nanoseconds = offset(info, name, "ts_nsec");
        if (size < facility + Short.BYTES || size < nanoseconds + Long.BYTES || size > LARGEST) {
            throw new MissingTypeException(name, "possible size");
        }
        return new RecordLayout((int) size, textLength, nanoseconds, facility);
    }

    /** Of a member of a record whose size VMCOREINFO says. */
    static int offset(VmcoreInfo info, String name, String member) {
        long size = info.size(name).orElse(0);
        long offset = info.offset(name + "." + member).orElse(-1);
        if (offset < 0 || offset > size - Short.BYTES) {
            throw new MissingTypeException(name, member);
        }
        return (int) offset;
    }

    RecordLayout(Types.Struct type) {
        size = (int) type.size();
        textLength = offset(type, "text_len");
        nanoseconds = offset(type, "ts_nsec");
        facility = offset(type, "facility");
        Types.Member level = member(type, "level");
        levelAt = (int) level.offset();
        levelShift = level.bitOffset();
        callerId = type.member("caller_id").isPresent() ? offset(type, "caller_id") : -1;
        if (size > LARGEST) {
            throw new MissingTypeException(type.name(), "possible size");
        }
    }

    static Types.Member member(Types.Struct type, String path) {
        Types.Member member = type.member(path).orElseThrow(() -> new MissingTypeException(type.name(), path));
        if (member.offset() + member.type().size() > type.size()) {
            throw new MissingTypeException(type.name(), "room for its " + path);
        }
        return member;
    }

    static int offset(Types.Struct type, String path) {
        return (int) member(type, path).offset();
    }

    static int u16(byte[] bytes, int at) {
        return Short.toUnsignedInt((short) Memory.SHORT.get(bytes, at));
    }

    static int s32(byte[] bytes, int at) {
        return (int) Memory.INT.get(bytes, at);
    }

    static long u64(byte[] bytes, int at) {
        return (long) Memory.LONG.get(bytes, at);
    }

    int textLength(byte[] header) {
        return u16(header, textLength);
    }

    LogRecord record(long sequence, byte[] header, byte[] text, LogRecord.State state) {
        int levelBits = header[levelAt] >>> levelShift & LEVELS;
        return new LogRecord(
                sequence,
                u64(header, nanoseconds),
                callerId < 0 ? OptionalInt.empty() : OptionalInt.of(s32(header, callerId)),
                header[facility] & 0xff,
                levelBits,
                text,
                state);
    }
}
