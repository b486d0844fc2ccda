// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

import java.nio.ByteBuffer;

/** The two widths of ELF, and the sizes in bytes of their structures. */
public enum ElfClass {
    ELF32(52, 32, 40, 16) {
        @Override
        long word(ByteBuffer bytes, int at) {
            return Integer.toUnsignedLong(bytes.getInt(at));
        }
    },
    ELF64(64, 56, 64, 24) {
        @Override
        long word(ByteBuffer bytes, int at) {
            return bytes.getLong(at);
        }
    };

    private final int headerBytes;
    private final int programHeaderBytes;
    private final int sectionHeaderBytes;
    private final int symbolBytes;

    ElfClass(int headerBytes, int programHeaderBytes, int sectionHeaderBytes, int symbolBytes) {
        this.headerBytes = headerBytes;
        this.programHeaderBytes = programHeaderBytes;
        this.sectionHeaderBytes = sectionHeaderBytes;
        this.symbolBytes = symbolBytes;
    }

    public int headerBytes() {
        return headerBytes;
    }

    public int programHeaderBytes() {
        return programHeaderBytes;
    }

    public int sectionHeaderBytes() {
        return sectionHeaderBytes;
    }

    public int symbolBytes() {
        return symbolBytes;
    }

    /** An address, offset or size, in the width of the class. */
    abstract long word(ByteBuffer bytes, int at);
}
