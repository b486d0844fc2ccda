// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What QEMU saves of a processor besides its general registers, in an ELF note of owner "QEMU" (QEMU's
 * target/i386/arch_dump.c, {@code struct QEMUCPUState} version 1).
 *
 * @param cr0 control register 0
 * @param cr3 control register 3: the page tables in use
 * @param cr4 control register 4
 */
public record QemuCpuState(long cr0, long cr3, long cr4) {
    /** Owner of the note. */
    public static final String OWNER = "QEMU";

    private static final long PAGING = 1L << 31;
    private static final long FIVE_LEVELS = 1 << 12;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int VERSION = 1;

    /** Behind version, size, 16 general registers, RIP, RFLAGS, and 10 segments of 24 bytes. */
    private static final int CONTROL_REGISTERS = 2 * Integer.BYTES + 18 * Long.BYTES + 10 * 24;

    private static final int SIZE = CONTROL_REGISTERS + 5 * Long.BYTES;

    /** Empty if the note is not of this layout. */
    public static Optional<QemuCpuState> parse(byte[] note) {
        if (note.length < SIZE || (int) INT.get(note, 0) != VERSION) {
            return Optional.empty();
        }
        return Optional.of(new QemuCpuState(control(note, 0), control(note, 3), control(note, 4)));
    }

    private static long control(byte[] note, int register) {
        return (long) LONG.get(note, CONTROL_REGISTERS + register * Long.BYTES);
    }

    public boolean hasPaging() {
        return (cr0 & PAGING) != 0;
    }

    public boolean hasFiveLevels() {
        return (cr4 & FIVE_LEVELS) != 0;
    }
}
