// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.x86.X86Decoder;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import dev.panictriage.fixtures.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A function, instruction by instruction, in a kernel that has little else. */
final class AssembledFunction implements CodeReader {
    static final long START = 0xffff_ffff_8100_1000L;

    private final Bytes code = new Bytes();
    private final String name;
    private final long start;
    private @Nullable AssembledFunction other;
    private boolean listing;
    private final Map<Long, String> symbols = new HashMap<>();
    private final Map<Long, Long> words = new HashMap<>();
    private final List<Fixup> fixups = new ArrayList<>();
    private final Map<String, Word> registers = new HashMap<>();

    AssembledFunction(String name) {
        this(name, START);
    }

    AssembledFunction(String name, long start) {
        this.name = name;
        this.start = start;
    }

    /** A function of the same kernel. */
    AssembledFunction with(AssembledFunction function) {
        other = function;
        return this;
    }

    /** What is known of the function is what was added, as in a listing up to where the fault was. */
    AssembledFunction listed() {
        listing = true;
        return this;
    }

    /** Adds an instruction, and returns its address. */
    long add(String hex) {
        long address = next();
        code.raw(HexFormat.of().parseHex(hex.replace(" ", "")));
        return address;
    }

    /** Adds a direct call, and returns its address. */
    long call(long target) {
        long address = next();
        code.u8(0xe8).u32(target - (address + 5));
        return address;
    }

    /** Adds a short jump with this opcode, and returns its address. */
    long jump(int opcode, long target) {
        long address = next();
        code.u8(opcode).u8((int) (target - (address + 2)));
        return address;
    }

    long next() {
        return start + code.size();
    }

    FunctionCode decoded() {
        return FunctionCode.decode(new X86Decoder(), code.toArray(), start);
    }

    int index(long address) {
        return decoded().indexOf(address);
    }

    AssembledFunction symbol(String symbol, long address) {
        symbols.put(address, symbol);
        return this;
    }

    AssembledFunction fixup(long instruction, long target, int handled) {
        fixups.add(new Fixup(instruction, target, handled));
        return this;
    }

    AssembledFunction word(long address, long value) {
        words.put(address, value);
        return this;
    }

    AssembledFunction register(String register, long value) {
        registers.put(register, Word.of(value));
        return this;
    }

    ExceptionContext fault(long rip, @Nullable Long faultAddress) {
        Location location = function(rip) == null
                ? Location.of(Word.of(rip))
                : new Location(Word.of(rip), name, rip - start, (long) code.size(), null);
        return new ExceptionContext(
                "cpu 0",
                0,
                0,
                ExceptionContext.Kind.PAGE_FAULT,
                location,
                registers,
                faultAddress == null ? null : Word.of(faultAddress),
                false,
                Source.register("test"));
    }

    Frame caller(long returnAddress) {
        Location location = new Location(Word.of(returnAddress), name, returnAddress - start, null, null);
        return new Frame(
                "cpu 0", 1, location, null, null, Frame.Trust.RETURN_ADDRESS, null, null, null, Source.code("test"));
    }

    @Override
    public @Nullable FunctionCode function(long address) {
        if (address >= start && address < next()) {
            return listing ? FunctionCode.parts(decoded().instructions(), start) : decoded();
        }
        return other == null ? null : other.function(address);
    }

    @Override
    public @Nullable String symbol(long address) {
        return symbols.get(address);
    }

    @Override
    public String describe(long address) {
        return symbols.getOrDefault(address, name + "+0x" + Long.toHexString(address - start));
    }

    @Override
    public List<Fixup> fixups(long from, long end) {
        return fixups.stream()
                .filter(fixup -> fixup.instruction() >= from && fixup.instruction() < end)
                .toList();
    }

    @Override
    public Optional<Long> word(long address) {
        return Optional.ofNullable(words.get(address));
    }
}
