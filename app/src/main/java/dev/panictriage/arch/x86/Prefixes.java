// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import org.jspecify.annotations.Nullable;

/**
 * The legacy prefixes and the REX prefix of one instruction, and which of them had an effect. Those that had none are
 * written out before the mnemonic, as disassemblers do. Intel SDM vol. 2, 2.1.1 and 2.2.1.
 */
final class Prefixes {
    static final int DATA = 0x66;
    static final int ADDRESS = 0x67;
    static final int LOCK = 0xf0;
    static final int REPNE = 0xf2;
    static final int REP = 0xf3;
    static final int CS = 0x2e;
    static final int DS = 0x3e;

    static final int REX_W = 8;
    static final int REX_R = 4;
    static final int REX_X = 2;
    static final int REX_B = 1;
    private static final int REX = 0x40;

    private final byte[] code;
    private final int start;
    /** Bit n: prefix byte n says nothing more, as its effect shows elsewhere. */
    private int spent;

    private int end;
    private int lastData = -1;
    private int lastAddress = -1;
    private int lastLock = -1;
    private int lastRepeat = -1;
    private int lastSegment = -1;
    private int lastBasedSegment = -1;
    private int rexAt = -1;
    private int rex;
    private int rexUsed;

    /** Takes all prefixes from {@code start} on, up to {@code limit}. */
    Prefixes(byte[] code, int start, int limit) {
        this.code = code;
        this.start = start;
        int at = start;
        while (at < limit && take(code[at] & 0xff, at - start)) {
            at++;
        }
        end = at;
        if (rexAt >= 0 && rexAt == at - start - 1) {
            rex = code[at - 1] & 0xff;
        } else {
            rexAt = -1;
        }
    }

    private boolean take(int prefix, int index) {
        switch (prefix) {
            case DATA -> lastData = index;
            case ADDRESS -> lastAddress = index;
            case LOCK -> lastLock = index;
            case REPNE, REP -> lastRepeat = index;
            case CS, DS, 0x26, 0x36 -> lastSegment = index;
            case 0x64, 0x65 -> {
                lastSegment = index;
                lastBasedSegment = index;
            }
            default -> {
                if ((prefix & 0xf0) != REX) {
                    return false;
                }
                rexAt = index;
            }
        }
        return true;
    }

    /** Index of the first byte after the prefixes. */
    int end() {
        return end;
    }

    boolean hasData() {
        return lastData >= 0;
    }

    boolean hasAddress() {
        return lastAddress >= 0;
    }

    boolean hasLock() {
        return lastLock >= 0;
    }

    /** Whether there is a REX prefix, which changes what byte registers 4 to 7 are. */
    boolean hasRex() {
        return rex != 0;
    }

    /** {@link #REP}, {@link #REPNE}, or 0. */
    int repeat() {
        return at(lastRepeat);
    }

    /** The prefix byte of the last segment override, or 0. */
    int segment() {
        return at(lastSegment);
    }

    private int at(int index) {
        return index < 0 ? 0 : code[start + index] & 0xff;
    }

    boolean rex(int bit) {
        return (rex & bit) != 0;
    }

    /** Bits of a VEX or EVEX prefix, which stand for those of REX. */
    void setRex(int bits) {
        rex = REX | bits;
    }

    /** Reads a bit of REX that the instruction makes use of: 8 if it is set, to be added to a register's number. */
    int useRex(int bit) {
        if ((rex & bit) == 0) {
            return 0;
        }
        rexUsed |= bit | REX;
        return 8;
    }

    /** Notes that the mere presence of REX matters. */
    void useRex() {
        rexUsed |= REX;
    }

    void useData() {
        spend(lastData);
    }

    void useAddress() {
        spend(lastAddress);
    }

    void useRepeat() {
        spend(lastRepeat);
    }

    void useSegment() {
        spend(lastSegment);
    }

    /** The segment override that has an effect in 64-bit mode ({@code fs} or {@code gs}), now used; absent if none. */
    @Nullable
    String useBasedSegment() {
        if (lastBasedSegment < 0) {
            return null;
        }
        spend(lastBasedSegment);
        return at(lastBasedSegment) == 0x64 ? "fs" : "gs";
    }

    private void spend(int index) {
        if (index >= 0) {
            spent |= 1 << index;
        }
    }

    /**
     * The prefixes that are to be written out: those without effect, and {@code lock}, {@code rep} and the like.
     *
     * @param rep what F3 is called before this instruction
     * @param repne what F2 is called before this instruction
     * @param ds what 3E is called before this instruction
     */
    String written(String rep, String repne, String ds) {
        if (end == start) {
            return "";
        }
        if (rexAt >= 0 && rex == rexUsed) {
            spend(rexAt);
        }
        if (spent == (1 << end - start) - 1) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < end - start; index++) {
            if ((spent & 1 << index) == 0) {
                if (text.length() > 0) {
                    text.append(' ');
                }
                append(at(index), rep, repne, ds, text);
            }
        }
        return text.toString();
    }

    private static void append(int prefix, String rep, String repne, String ds, StringBuilder text) {
        switch (prefix) {
            case DATA -> text.append("data16");
            case ADDRESS -> text.append("addr32");
            case LOCK -> text.append("lock");
            case REPNE -> text.append(repne);
            case REP -> text.append(rep);
            case 0x26 -> text.append("es");
            case CS -> text.append("cs");
            case 0x36 -> text.append("ss");
            case DS -> text.append(ds);
            case 0x64 -> text.append("fs");
            case 0x65 -> text.append("gs");
            default -> {
                text.append("rex");
                if (prefix != REX) {
                    text.append('.');
                }
                for (int bit = 0; bit < 4; bit++) {
                    if ((prefix & REX_W >> bit) != 0) {
                        text.append("WRXB".charAt(bit));
                    }
                }
            }
        }
    }
}
