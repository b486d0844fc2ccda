// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

/**
 * A common information entry: what the functions of a unit share. DWARF 5, 6.4.1, and the augmentations of
 * {@code .eh_frame} in the Linux Standard Base.
 *
 * @param bases with the size of the entry's own addresses
 * @param segmentBytes of the segment selector in front of each function's address
 * @param pointerEncoding of the addresses of functions
 * @param augmented whether functions have augmentation data too
 * @param instructions the initial ones; read through copies
 */
record CallFrameCommon(
        int version,
        EhPointer.Bases bases,
        int segmentBytes,
        long codeFactor,
        long dataFactor,
        int returnColumn,
        int pointerEncoding,
        boolean augmented,
        boolean signalFrame,
        Cursor instructions) {

    /** Whether a function's entry has its address right behind the pointer to this, in eight bytes. */
    boolean isPlain() {
        return segmentBytes == 0 && pointerEncoding == EhPointer.DW_EH_PE_ABSPTR && bases.addressBytes() == Long.BYTES;
    }

    /** @param entry over the entry, behind its identifier */
    static CallFrameCommon read(Cursor entry, CallFrameSection section) {
        int version = entry.u8();
        if (version != 1 && version != 3 && version != 4) {
            throw new DwarfException("call frame information of version " + version);
        }
        String augmentation = entry.string();
        EhPointer.Bases bases = section.bases();
        int segmentBytes = 0;
        if (augmentation.startsWith("eh")) {
            entry.skip(bases.addressBytes()); // of GCC before 3.0
        }
        if (version >= 4) {
            bases = bases.withAddressBytes(entry.u8());
            segmentBytes = entry.u8();
        }
        long codeFactor = entry.uleb128();
        long dataFactor = entry.sleb128();
        int returnColumn = version == 1 ? entry.u8() : CallFrameProgram.register(entry.uleb128());
        int encoding = EhPointer.DW_EH_PE_ABSPTR;
        boolean signalFrame = false;
        boolean augmented = augmentation.startsWith("z");
        if (augmented) {
            long length = entry.uleb128();
            Cursor data = entry.limited(length);
            entry.skip(length);
            for (int i = 1; i < augmentation.length(); i++) {
                switch (augmentation.charAt(i)) {
                    case 'R' -> encoding = data.u8();
                    case 'P' -> EhPointer.skip(data, data.u8(), bases);
                    case 'L' -> data.u8();
                    case 'S' -> signalFrame = true;
                    case 'B', 'G' -> {
                        // of AArch64: the key that signs return addresses, tagged stacks
                    }
                    default -> throw unknown(augmentation);
                }
            }
        } else if (augmentation.equals("S")) {
            signalFrame = true; // the GNU assembler writes it so in .debug_frame
        } else if (!augmentation.isEmpty() && !augmentation.equals("eh")) {
            throw unknown(augmentation);
        }
        return new CallFrameCommon(
                version,
                bases,
                segmentBytes,
                codeFactor,
                dataFactor,
                returnColumn,
                encoding,
                augmented,
                signalFrame,
                entry);
    }

    private static DwarfException unknown(String augmentation) {
        return new DwarfException("call frame information with the unknown augmentation \"" + augmentation + '"');
    }
}
