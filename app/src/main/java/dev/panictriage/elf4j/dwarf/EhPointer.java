// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

/** The encoded pointers of {@code .eh_frame}: Linux Standard Base, "DWARF Exception Header Encoding". */
final class EhPointer {
    static final int DW_EH_PE_ABSPTR = 0x00;
    static final int DW_EH_PE_OMIT = 0xff;

    private static final int DW_EH_PE_PCREL = 0x10;
    private static final int DW_EH_PE_TEXTREL = 0x20;
    private static final int DW_EH_PE_DATAREL = 0x30;
    private static final int DW_EH_PE_ALIGNED = 0x50;
    private static final int DW_EH_PE_INDIRECT = 0x80;

    private EhPointer() {}

    /**
     * What encoded pointers may count from.
     *
     * @param addressBytes bytes of an address: 4 or 8
     * @param section address at which the section itself lies
     * @param text address of {@code .text}
     * @param data address of {@code .got}, or of {@code .eh_frame_hdr} in that section
     */
    record Bases(int addressBytes, long section, long text, long data) {
        Bases {
            if (addressBytes != 2 && addressBytes != 4 && addressBytes != 8) {
                throw new DwarfException("addresses of " + addressBytes + " bytes");
            }
        }

        Bases withAddressBytes(int bytes) {
            return new Bases(bytes, section, text, data);
        }
    }

    /** @throws DwarfException also if it is only the address of a pointer in memory, which no file has */
    static long read(Cursor cursor, int encoding, Bases bases) {
        if ((encoding & DW_EH_PE_INDIRECT) != 0) {
            throw new DwarfException("call frame information at an indirect address");
        }
        int applied = encoding & 0x70;
        if (applied == DW_EH_PE_ALIGNED) {
            cursor.skip(-(bases.section() + cursor.position()) & bases.addressBytes() - 1);
            return cursor.unsigned(bases.addressBytes());
        }
        long base = switch (applied) {
            case DW_EH_PE_ABSPTR -> 0;
            case DW_EH_PE_PCREL -> bases.section() + cursor.position();
            case DW_EH_PE_TEXTREL -> bases.text();
            case DW_EH_PE_DATAREL -> bases.data();
            default -> throw unknown(encoding);
        };
        long sum = base + offset(cursor, encoding, bases.addressBytes());
        return bases.addressBytes() == 4 ? sum & 0xffff_ffffL : sum;
    }

    /** The number without its base: the length of a function is encoded so. */
    static long offset(Cursor cursor, int encoding, int addressBytes) {
        return switch (encoding & 0x0f) {
            case 0x00, 0x08 -> cursor.unsigned(addressBytes);
            case 0x01 -> cursor.uleb128();
            case 0x02 -> cursor.u16();
            case 0x03 -> cursor.u32();
            case 0x04, 0x0c -> cursor.u64();
            case 0x09 -> cursor.sleb128();
            case 0x0a -> (short) cursor.u16();
            case 0x0b -> cursor.s32();
            default -> throw unknown(encoding);
        };
    }

    /** Leaves out a pointer that may well be indirect: that of a personality routine. */
    static void skip(Cursor cursor, int encoding, Bases bases) {
        if (encoding != DW_EH_PE_OMIT) {
            read(cursor, encoding & ~DW_EH_PE_INDIRECT, bases);
        }
    }

    private static DwarfException unknown(int encoding) {
        return new DwarfException("a pointer encoded as 0x" + Integer.toHexString(encoding));
    }
}
