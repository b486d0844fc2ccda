// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.x86.AttReader;
import dev.panictriage.arch.x86.X86Decoder;
import dev.panictriage.explain.CodeReader;
import dev.panictriage.explain.FunctionCode;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Word;
import dev.panictriage.text.Disassembly;
import dev.panictriage.text.MemoryWord;
import dev.panictriage.text.Transcript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Code, names and words of memory as far as a transcript shows them. Functions are read when they are asked for. */
final class TextCode implements CodeReader {
    private static final int LONGEST_INSTRUCTION = 15;

    private final TreeMap<Long, Disassembly> lines = new TreeMap<>(Long::compareUnsigned);
    private final Map<Long, FunctionCode> functions = new HashMap<>();
    private final Map<Long, String> names = new HashMap<>();
    private final Map<Long, Long> words = new HashMap<>();
    private final X86Decoder decoder = new X86Decoder();
    private @Nullable AttReader reader;

    TextCode(Transcript transcript) {
        for (Disassembly line : transcript.disassembly()) {
            Word address = line.location().address();
            if (address != null && line.location().offset() != null) {
                lines.putIfAbsent(address.value(), line);
            }
            if (line.target() != null
                    && line.targetSymbol() != null
                    && line.targetSymbol().indexOf('+') < 0) {
                names.putIfAbsent(line.target().value(), line.targetSymbol());
            }
        }
        transcript.symbols().forEach((name, address) -> names.put(address.value(), name));
        for (MemoryWord word : transcript.words()) {
            words.put(word.address().value(), word.value().value());
        }
    }

    @Override
    public @Nullable FunctionCode function(long address) {
        Map.Entry<Long, Disassembly> line = lines.floorEntry(address);
        if (line == null || address - line.getKey() >= LONGEST_INSTRUCTION) {
            return null;
        }
        long start = startOf(line.getValue());
        FunctionCode known = functions.get(start);
        if (known == null) {
            known = read(line.getValue());
            functions.put(start, known);
        }
        return known;
    }

    /** The address at which a listing shows a place; null if none does. */
    @Nullable
    Long addressOf(Location place) {
        for (Map.Entry<Long, Disassembly> line : lines.entrySet()) {
            Location location = line.getValue().location();
            if (place.symbol() != null
                    && place.symbol().equals(location.symbol())
                    && place.offset() != null
                    && place.offset().equals(location.offset())) {
                return line.getKey();
            }
        }
        return null;
    }

    private FunctionCode read(Disassembly part) {
        long start = startOf(part);
        List<Instruction> instructions = new ArrayList<>();
        for (Map.Entry<Long, Disassembly> line : lines.tailMap(start, true).entrySet()) {
            if (startOf(line.getValue()) != start) {
                break;
            }
            Instruction instruction = instruction(line.getKey(), line.getValue());
            if (instruction != null) {
                instructions.add(instruction);
            }
        }
        return FunctionCode.parts(instructions, start);
    }

    private static long startOf(Disassembly line) {
        Word address = line.location().address();
        Long offset = line.location().offset();
        return address == null || offset == null ? 0 : address.value() - offset;
    }

    private @Nullable Instruction instruction(long address, Disassembly line) {
        Long following = lines.higherKey(address);
        boolean near = following != null && following - address <= LONGEST_INSTRUCTION;
        if (reader == null) {
            reader = new AttReader();
        }
        boolean relative = line.instruction().contains("(%rip)") && line.target() != null;
        String text = relative ? line.instruction() + " # " + line.target() : line.instruction();
        Instruction read = reader.read(text, address, near ? following : null);
        String bytes = line.bytes();
        if (bytes == null || bytes.length() % 2 != 0) {
            return read;
        }
        byte[] code = HexFormat.of().parseHex(bytes);
        Instruction decoded = decoder.decode(code, 0, code.length, address);
        // Bytes and text that disagree were damaged on the way, and which of them nobody knows.
        boolean agree = decoded != null
                && decoded.length() == code.length
                && (read == null || read.text().equals(decoded.text()));
        return agree ? decoded : null;
    }

    @Override
    public @Nullable String symbol(long address) {
        String name = names.get(address);
        Disassembly line = name == null ? lines.get(address) : null;
        return line != null && startOf(line) == address ? line.location().symbol() : name;
    }

    @Override
    public String describe(long address) {
        String name = symbol(address);
        Disassembly line = name == null ? lines.get(address) : null;
        return name != null ? name : (line == null ? Location.of(Word.of(address)) : line.location()).toString();
    }

    @Override
    public Optional<Long> word(long address) {
        return Optional.ofNullable(words.get(address));
    }
}
