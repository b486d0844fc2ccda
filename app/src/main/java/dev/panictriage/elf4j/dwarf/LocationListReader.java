// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads the entries of a location list one by one: DWARF 5, 2.6.2 and 7.7.3; DWARF 4, 2.6.2. */
final class LocationListReader {
    private static final int DW_LLE_END_OF_LIST = 0;
    private static final int DW_LLE_BASE_ADDRESSX = 1;
    private static final int DW_LLE_STARTX_ENDX = 2;
    private static final int DW_LLE_STARTX_LENGTH = 3;
    private static final int DW_LLE_OFFSET_PAIR = 4;
    private static final int DW_LLE_DEFAULT_LOCATION = 5;
    private static final int DW_LLE_BASE_ADDRESS = 6;
    private static final int DW_LLE_START_END = 7;
    private static final int DW_LLE_START_LENGTH = 8;
    private static final int DW_LLE_VIEW_PAIR = 9;

    private final LocationListFormat format;
    private final Cursor cursor;
    private final Expression like;
    private final LongUnaryOperator addresses;
    private long base;

    /**
     * @param cursor at the list
     * @param like an expression of the same unit
     * @param base the unit's {@code DW_AT_low_pc}, or 0
     * @param addresses the unit's part of {@code .debug_addr}, by index
     */
    LocationListReader(
            LocationListFormat format, Cursor cursor, Expression like, long base, LongUnaryOperator addresses) {
        this.format = format;
        this.cursor = cursor;
        this.like = like;
        this.base = base;
        this.addresses = addresses;
    }

    /** The next entry that has an expression; null behind the last one. */
    @Nullable
    LocationListEntry next() {
        return format == LocationListFormat.PAIRS ? nextPair() : nextKind();
    }

    private @Nullable LocationListEntry nextPair() {
        int bytes = like.addressBytes();
        long select = -1L >>> Long.SIZE - 8 * bytes;
        while (true) {
            long start = cursor.unsigned(bytes);
            long end = cursor.unsigned(bytes);
            if (start == select) {
                base = end;
            } else if (start == 0 && end == 0) {
                return null;
            } else {
                return entry(base + start, base + end);
            }
        }
    }

    private @Nullable LocationListEntry nextKind() {
        while (true) {
            int kind = cursor.u8();
            switch (kind) {
                case DW_LLE_END_OF_LIST -> {
                    return null;
                }
                case DW_LLE_BASE_ADDRESSX -> base = indexed();
                case DW_LLE_STARTX_ENDX -> {
                    return entry(indexed(), indexed());
                }
                case DW_LLE_STARTX_LENGTH -> {
                    long start = indexed();
                    return entry(start, start + (isSplit() ? cursor.u32() : cursor.uleb128()));
                }
                default -> {
                    if (isSplit()) {
                        throw unknown(kind);
                    }
                    LocationListEntry entry = nextDirect(kind);
                    if (entry != null) {
                        return entry;
                    }
                }
            }
        }
    }

    /** The entries of DWARF 5 that have their addresses in themselves; null for one without an expression. */
    private @Nullable LocationListEntry nextDirect(int kind) {
        switch (kind) {
            case DW_LLE_OFFSET_PAIR -> {
                return entry(base + cursor.uleb128(), base + cursor.uleb128());
            }
            case DW_LLE_DEFAULT_LOCATION -> {
                return new LocationListEntry(0, 0, true, expression());
            }
            case DW_LLE_BASE_ADDRESS -> base = address();
            case DW_LLE_START_END -> {
                return entry(address(), address());
            }
            case DW_LLE_START_LENGTH -> {
                long start = address();
                return entry(start, start + cursor.uleb128());
            }
            case DW_LLE_VIEW_PAIR -> {
                cursor.uleb128();
                cursor.uleb128();
            }
            default -> throw unknown(kind);
        }
        return null;
    }

    private LocationListEntry entry(long start, long end) {
        return new LocationListEntry(start, end, false, expression());
    }

    private Expression expression() {
        long length = format == LocationListFormat.KINDS ? cursor.uleb128() : cursor.u16();
        return like.with(cursor.bytes(length));
    }

    private long address() {
        return cursor.unsigned(like.addressBytes());
    }

    private long indexed() {
        return addresses.applyAsLong(cursor.uleb128());
    }

    private boolean isSplit() {
        return format == LocationListFormat.GNU_SPLIT;
    }

    private static DwarfException unknown(int kind) {
        return new DwarfException("a location list with an entry of kind " + kind);
    }
}
