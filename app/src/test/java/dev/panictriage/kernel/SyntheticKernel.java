// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.arch.x86.X86PageTables;
import dev.panictriage.kernel.SyntheticKallsyms.Layout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A kernel's memory, as small as it can be: 2M of code, 4M of constants with kallsyms, 2M of variables, moved by KASLR. It
 * has 20,000 symbols, some with names that matter.
 */
final class SyntheticKernel {
    static final long OFFSET = 0x1640_0000L;
    static final long TEXT = 0xffff_ffff_8100_0000L + OFFSET;
    static final long RODATA = TEXT + 0x20_0000;
    static final long DATA = TEXT + 0x60_0000;
    static final long END = TEXT + 0x80_0000;
    static final long PHYSICAL = 0x1900_0000L;
    static final long PAGE_TABLES = 0x80_0000L;
    static final String BUILD_ID = "3b43fad5034874490492495d552c0af6a5fab235";
    static final String RELEASE = "6.1.0-56-cloud-amd64";

    static final long NOTES = RODATA + 0x100;
    static final long VMCOREINFO_DATA = DATA + 0x100;
    static final long INIT_UTS_NS = DATA + 0x200;

    final SyntheticDump dump = new SyntheticDump(PAGE_TABLES);
    final SyntheticKallsyms kallsyms;
    final long root;

    /** Page-table isolation: the table for user mode, next to the kernel's. */
    final long userRoot;

    SyntheticKernel(Layout layout) {
        this(layout, 4);
    }

    SyntheticKernel(Layout layout, int levels) {
        root = dump.newTable();
        userRoot = dump.newTable();
        for (long at = 0; at < END - TEXT; at += 0x20_0000) {
            long flags = at == 0 ? 0 : SyntheticDump.NO_EXECUTE;
            dump.map(root, levels, TEXT + at, PHYSICAL + at, 0x20_0000, flags);
        }
        dump.put(PHYSICAL, new byte[(int) (END - TEXT)]);
        // Other constants in front, so that kallsyms does not start at a round address.
        kallsyms = new SyntheticKallsyms(layout, RODATA + 0x2_1340, TEXT);
        if (layout != Layout.V7 && layout != Layout.UNSIGNED) {
            kallsyms.add('A', "__per_cpu_start", 0).add('A', "current_task", 0x1fb80);
        }
        kallsyms.add('T', "_stext", TEXT).add('T', "_text", TEXT);
        for (int i = 1; i < 20_000; i++) {
            kallsyms.add('T', "function_" + i, TEXT + i * 64L);
        }
        kallsyms.add('t', "long_" + "x".repeat(300), TEXT + 0x1f_0000);
        kallsyms.add('t', "function_1", TEXT + 0x1f_0100);
        kallsyms.add('R', "__start_rodata", RODATA);
        kallsyms.add('R', "__start_notes", NOTES).add('R', "__stop_notes", NOTES + 60);
        kallsyms.add('R', "__end_rodata", DATA);
        kallsyms.add('D', "_sdata", DATA);
        kallsyms.add('D', "variable_1", DATA + 0x10).add('d', "alias_of_variable_1", DATA + 0x10);
        kallsyms.add('B', "vmcoreinfo_data", VMCOREINFO_DATA);
        kallsyms.add('D', "init_uts_ns", INIT_UTS_NS);
        kallsyms.add('D', "_edata", DATA + 0x10_0000);
        kallsyms.add('B', "_end", END).add('D', "behind", END + 0x20_0000);
        put(kallsyms.start(), kallsyms.write());
        // Linux's own note, of type 0x101, and the build id, of type 3.
        put(
                NOTES,
                HexFormat.of()
                        .parseHex("060000000400000001010000" + "4c696e7578000000" + "00000000"
                                + "040000001400000003000000" + "474e5500" + BUILD_ID));
        put(INIT_UTS_NS + 134, RELEASE.getBytes(StandardCharsets.US_ASCII));
    }

    void put(long virtual, byte[] bytes) {
        dump.put(virtual - TEXT + PHYSICAL, bytes);
    }

    /** VMCOREINFO as the kernel's note has it, without the kallsyms tables. */
    String vmcoreInfo() {
        return "OSRELEASE=" + RELEASE + "\nPAGESIZE=4096\n"
                + "SYMBOL(init_uts_ns)=" + Long.toHexString(INIT_UTS_NS) + "\n"
                + "SYMBOL(swapper_pg_dir)=" + Long.toHexString(root - PHYSICAL + TEXT) + "\n"
                + "SYMBOL(_stext)=" + Long.toHexString(TEXT) + "\n"
                + "NUMBER(phys_base)=" + (PHYSICAL - (TEXT - 0xffff_ffff_8000_0000L)) + "\n"
                + "KERNELOFFSET=" + Long.toHexString(OFFSET) + "\n";
    }

    void addNote(String text) {
        dump.addNote("VMCOREINFO", 0, Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), 4096));
    }

    KernelMemory memory() {
        AddressSpace space = new AddressSpace(new X86PageTables(false, 0), root, TEXT);
        return new KernelMemory(dump, space, FilteredPages.UNKNOWN);
    }
}
