// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import dev.panictriage.elf4j.ElfException;
import dev.panictriage.elf4j.ElfFile;
import dev.panictriage.elf4j.MappedElf;
import dev.panictriage.elf4j.SectionHeader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Measures this library against others on a whole program. Arguments: the file; what to do; how often; the seed of the choice.
 *
 * <ul>
 *   <li>{@code addresses}: random addresses of code, each with its functions and lines, innermost first, as {@code addr2line -a -i
 *       -f -e FILE} prints them;
 *   <li>{@code structs NAME...}: size and members' offsets of each, one line {@code name.member byte bit width} each.
 * </ul>
 *
 * The time it took goes to the standard error.
 */
public final class Survey {
    private static final long SHF_EXECINSTR = 0x4;

    private final DebugInfo info;
    private final PrintStream out;

    private Survey(DebugInfo info, PrintStream out) {
        this.info = info;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException, ElfException {
        long start = System.nanoTime();
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        try (MappedElf elf = MappedElf.open(Path.of(arguments[0]))) {
            Survey survey = new Survey(DebugInfo.of(DwarfSections.of(elf.file())), out);
            if (arguments[1].equals("addresses")) {
                Random random = new Random(Long.parseLong(arguments[3]));
                for (long address : addresses(elf.file(), Integer.parseInt(arguments[2]), random)) {
                    survey.printAddress(address);
                }
            } else {
                for (String name : List.of(arguments).subList(2, arguments.length)) {
                    survey.printStruct(name);
                }
            }
        }
        out.flush();
        System.err.println((System.nanoTime() - start) / 1_000_000 + " ms");
    }

    private static List<Long> addresses(ElfFile elf, int count, Random random) {
        List<SectionHeader> code = new ArrayList<>();
        long bytes = 0;
        for (SectionHeader section : elf.sections()) {
            if ((section.flags() & SHF_EXECINSTR) != 0) {
                code.add(section);
                bytes += section.size();
            }
        }
        List<Long> addresses = new ArrayList<>();
        while (addresses.size() < count) {
            long at = random.nextLong(bytes);
            for (SectionHeader section : code) {
                if (at < section.size()) {
                    addresses.add(section.address() + at);
                    break;
                }
                at -= section.size();
            }
        }
        return addresses;
    }

    private void printAddress(long address) {
        out.printf("0x%016x%n", address);
        Unit unit = info.unitAt(address).orElse(null);
        LineTable lines = unit == null ? null : unit.lines();
        SourceLine line = lines == null ? null : lines.at(address);
        String place = line == null ? "??:?" : place(line.file(), line.line());
        List<Scope> scopes = info.scopesAt(address);
        if (scopes.isEmpty()) {
            out.println("??");
            out.println(place);
        }
        for (Scope scope : scopes) {
            out.println(scope.linkageName().isEmpty() ? scope.name() : scope.linkageName());
            out.println(place);
            if (lines != null) {
                place = place(lines.fileName((int) scope.callFile()), scope.callLine());
            }
        }
    }

    private static String place(@Nullable String file, long line) {
        return (file == null ? "??" : file) + ":" + (line == 0 ? "?" : line);
    }

    private void printStruct(String name) {
        Die struct = info.find(DwTag.STRUCTURE_TYPE, name).orElse(null);
        if (struct == null) {
            out.println(name + " ?");
            return;
        }
        out.println(name + " " + TypeEntries.size(struct));
        for (StructMember member : StructMember.of(struct)) {
            out.println(name + "." + member.name() + " " + member.offset() + " " + member.bitOffset() + " "
                    + member.bitSize() + " " + TypeEntries.size(member.type()));
        }
    }
}
