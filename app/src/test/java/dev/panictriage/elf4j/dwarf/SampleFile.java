// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import dev.panictriage.elf4j.ElfException;
import dev.panictriage.elf4j.ElfFile;
import dev.panictriage.elf4j.SectionHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A compiled sample among the test resources, and what other tools say of it. */
final class SampleFile {
    private final String name;
    private final ElfFile elf;

    SampleFile(String name) {
        this.name = name;
        try {
            this.elf = new ElfFile(MemorySegment.ofArray(resource(name + ".so")));
        } catch (ElfException e) {
            throw new AssertionError(name, e);
        }
    }

    MemorySegment section(String section) {
        try {
            SectionHeader header = elf.section(section);
            return header == null ? MemorySegment.NULL : elf.contents(header);
        } catch (ElfException e) {
            throw new AssertionError(section, e);
        }
    }

    long address(String section) {
        SectionHeader header = elf.section(section);
        return header == null ? 0 : header.address();
    }

    List<String> lines(String suffix) {
        return new String(resource(name + suffix), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    CallFrameTable callFrames(int addressBytes) {
        return callFrames(callFrameSection(), addressBytes);
    }

    MemorySegment callFrameSection() {
        return section(isDebugFrame() ? ".debug_frame" : ".eh_frame");
    }

    CallFrameTable callFrames(MemorySegment bytes, int addressBytes) {
        return isDebugFrame()
                ? CallFrameTable.debugFrame(bytes, ByteOrder.LITTLE_ENDIAN, addressBytes)
                : CallFrameTable.exceptionFrame(
                        bytes, ByteOrder.LITTLE_ENDIAN, addressBytes, address(".eh_frame"), 0, 0);
    }

    LineTable lineTable(long offset, MemorySegment lines) {
        LineTableStrings strings =
                LineTableStrings.of(section(".debug_str"), section(".debug_line_str"), ByteOrder.LITTLE_ENDIAN);
        return LineTable.read(
                Cursor.at(lines, ByteOrder.LITTLE_ENDIAN, offset),
                strings,
                name.endsWith("named") ? "/src/tree" : "/src");
    }

    private boolean isDebugFrame() {
        return elf.section(".debug_frame") != null;
    }

    private static byte[] resource(String name) {
        try (InputStream in = SampleFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
