// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.printk;

import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Types;
import java.util.OptionalInt;

/** Where a record's header keeps its members: {@code struct printk_info}, {@code printk_log} or {@code log}. */
final class RecordLayout {
    /** Three bits: 0 to 7. */
    private static final int LEVELS = 7;

    final int size;
    private final int textLength;
    private final int callerId;
    private final int nanoseconds;
    private final int facility;
    private final Types.Member level;

    RecordLayout(Types.Struct type) {
        size = (int) type.size();
        textLength = offset(type, "text_len");
        nanoseconds = offset(type, "ts_nsec");
        facility = offset(type, "facility");
        level = member(type, "level");
        callerId = type.member("caller_id").isPresent() ? offset(type, "caller_id") : -1;
        if (size > 4096) {
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
        int levelBits = header[(int) level.offset()] >>> level.bitOffset() & LEVELS;
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
