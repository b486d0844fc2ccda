// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import org.jspecify.annotations.Nullable;

/**
 * What of a unit's header decides how many bytes its attributes take.
 *
 * @param version of DWARF, 2 to 5
 * @param offsetBytes of an offset into a section: 4, or 8 in 64-bit DWARF
 * @param addressBytes of an address of the machine
 */
record UnitFormat(int version, int offsetBytes, int addressBytes) {
    private static final int VARIABLE = -1;

    // Written out: those that a record gets are made of method handles when first called, which costs tens of
    // milliseconds.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UnitFormat format
                && format.version == version
                && format.offsetBytes == offsetBytes
                && format.addressBytes == addressBytes;
    }

    @Override
    public int hashCode() {
        return (version << 8 | offsetBytes) << 8 | addressBytes;
    }

    /** Bytes of an attribute of that form, or -1 if they must be looked at to know. */
    int fixedBytes(int form) {
        return switch (form) {
            case DwForm.FLAG_PRESENT, DwForm.IMPLICIT_CONST -> 0;
            case DwForm.DATA1, DwForm.FLAG, DwForm.REF1, DwForm.STRX1, DwForm.ADDRX1 -> 1;
            case DwForm.DATA2, DwForm.REF2, DwForm.STRX2, DwForm.ADDRX2 -> 2;
            case DwForm.STRX3, DwForm.ADDRX3 -> 3;
            case DwForm.DATA4, DwForm.REF4, DwForm.STRX4, DwForm.ADDRX4, DwForm.REF_SUP4 -> 4;
            case DwForm.DATA8, DwForm.REF8, DwForm.REF_SIG8, DwForm.REF_SUP8 -> 8;
            case DwForm.DATA16 -> 16;
            case DwForm.ADDR -> addressBytes;
            // DWARF 2 made it as wide as an address.
            case DwForm.REF_ADDR -> version == 2 ? addressBytes : offsetBytes;
            case DwForm.STRP,
                    DwForm.LINE_STRP,
                    DwForm.STRP_SUP,
                    DwForm.SEC_OFFSET,
                    DwForm.GNU_REF_ALT,
                    DwForm.GNU_STRP_ALT -> offsetBytes;
            default -> VARIABLE;
        };
    }

    /** Moves over an attribute. */
    void skip(Cursor at, int form) {
        int fixed = fixedBytes(form);
        if (fixed >= 0) {
            at.skip(fixed);
            return;
        }
        switch (form) {
            case DwForm.UDATA,
                    DwForm.SDATA,
                    DwForm.REF_UDATA,
                    DwForm.STRX,
                    DwForm.ADDRX,
                    DwForm.LOCLISTX,
                    DwForm.RNGLISTX,
                    DwForm.GNU_ADDR_INDEX,
                    DwForm.GNU_STR_INDEX -> at.uleb128();
            case DwForm.STRING -> at.skipString();
            case DwForm.BLOCK, DwForm.EXPRLOC -> at.skip(at.uleb128());
            case DwForm.BLOCK1 -> at.skip(at.u8());
            case DwForm.BLOCK2 -> at.skip(at.u16());
            case DwForm.BLOCK4 -> at.skip(at.u32());
            case DwForm.INDIRECT -> skip(at, direct(at));
            default -> throw new DwarfException("an attribute of unknown form 0x" + Integer.toHexString(form));
        }
    }

    /** The form that an indirect attribute names; the standard lets it be neither indirect again nor implicit. */
    static int direct(Cursor at) {
        long form = at.uleb128();
        if (form <= 0 || form > 0xffff || form == DwForm.INDIRECT || form == DwForm.IMPLICIT_CONST) {
            throw new DwarfException("an indirect attribute of impossible form");
        }
        return (int) form;
    }
}
