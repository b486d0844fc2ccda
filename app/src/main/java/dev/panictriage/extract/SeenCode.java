// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import dev.panictriage.arch.x86.X86Decoder;
import dev.panictriage.explain.CodeReader;
import dev.panictriage.explain.FunctionCode;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The code that an exception interrupted, as a text shows it: in a listing, or in the {@code Code:} line. Logs since
 * Linux 4.10 name the instruction by symbol and offset only, and listings of a vmlinux have other addresses than a
 * kernel that was moved at boot. Addresses are then those of the listing, or count from the function's start, and what
 * depends on them (RIP-relative operands) is not known.
 *
 * @param context with the address under which the code is found
 */
record SeenCode(ExceptionContext context, CodeReader reader) {
    /**
     * @param report the log's report of the same exception, if there is one
     * @return null if the text does not show the code
     */
    static @Nullable SeenCode of(ExceptionContext context, @Nullable Oops report, TextCode listings) {
        Word rip = context.rip().address();
        String code = report == null ? null : report.code();
        FunctionCode here = rip == null ? null : listings.function(rip.value());
        if (rip != null && here != null && isAt(here, rip.value())) {
            long start = rip.value() - offsetOf(context.rip());
            List<Instruction> more = withCodeLine(here.instructions(), context, code, rip.value());
            return more.size() == here.instructions().size()
                    ? new SeenCode(context, listings)
                    : new SeenCode(
                            context, new Around(FunctionCode.parts(more, start), context.rip(), start, listings));
        }
        Long listed = listings.addressOf(context.rip());
        FunctionCode function = listed == null ? null : listings.function(listed);
        if (listed != null && function != null && isAt(function, listed)) {
            long start = listed - offsetOf(context.rip());
            List<Instruction> all = withCodeLine(function.instructions(), context, code, listed);
            return unplaced(context, listed, unplaced(all, null), start, listings);
        }
        return code == null ? null : inCodeLine(context, code, listings);
    }

    /**
     * The listing's instructions and those of the log's {@code Code:} line around them: people list few. The listing
     * alone if the two do not agree on the instruction that faulted.
     *
     * @param address of that instruction in the listing
     */
    private static List<Instruction> withCodeLine(
            List<Instruction> listing, ExceptionContext context, @Nullable String code, long address) {
        CodeLine line = code == null || context.rip().offset() == null || !is64Bit(context)
                ? null
                : CodeLine.parse(code, address, new X86Decoder());
        if (line == null) {
            return listing;
        }
        TreeMap<Long, Instruction> all = new TreeMap<>(Long::compareUnsigned);
        for (Instruction instruction : listing) {
            all.put(instruction.address(), instruction);
        }
        Instruction listed = all.get(address);
        List<Instruction> decoded = line.instructions(address - offsetOf(context.rip()));
        boolean agree = false;
        for (Instruction instruction : decoded) {
            agree |= instruction.address() == address
                    && listed != null
                    && listed.text().equals(instruction.text());
        }
        for (Instruction instruction : agree ? decoded : List.<Instruction>of()) {
            Map.Entry<Long, Instruction> before = all.lowerEntry(instruction.end());
            boolean free = before == null || before.getValue().end() <= instruction.address();
            if (free) {
                all.put(instruction.address(), instruction);
            }
        }
        return List.copyOf(all.values());
    }

    private static boolean isAt(@Nullable FunctionCode function, long address) {
        return function != null && function.indexOf(address) >= 0;
    }

    private static long offsetOf(Location location) {
        return location.offset() == null ? 0 : location.offset();
    }

    private static @Nullable SeenCode inCodeLine(ExceptionContext context, String code, TextCode listings) {
        Word rip = context.rip().address();
        if (context.rip().offset() == null || !is64Bit(context)) {
            return null;
        }
        long address = rip != null ? rip.value() : offsetOf(context.rip());
        long start = address - offsetOf(context.rip());
        CodeLine line = CodeLine.parse(code, address, new X86Decoder());
        List<Instruction> instructions = line == null ? List.of() : line.instructions(start);
        if (rip != null) {
            return new SeenCode(
                    context, new Around(FunctionCode.parts(instructions, start), context.rip(), start, listings));
        }
        return unplaced(context, address, unplaced(instructions, context.rip().symbol()), start, listings);
    }

    /** Code lines of i386 look the same, and mean other instructions. */
    private static boolean is64Bit(ExceptionContext context) {
        Word rip = context.rip().address();
        return context.registers().containsKey("r8") || rip != null && rip.value() >>> 32 != 0;
    }

    private static SeenCode unplaced(
            ExceptionContext context, long address, List<Instruction> code, long start, TextCode listings) {
        Map<String, Word> registers = new HashMap<>(context.registers());
        registers.remove("rip");
        Location rip = context.rip();
        Location placed = new Location(Word.of(address), rip.symbol(), rip.offset(), rip.size(), rip.module());
        ExceptionContext there = new ExceptionContext(
                context.stack(),
                context.order(),
                context.frame(),
                context.kind(),
                placed,
                registers,
                context.faultAddress(),
                context.user(),
                context.source());
        return new SeenCode(there, new Around(FunctionCode.parts(code, start), rip, start, listings));
    }

    /** @param symbol the function from whose start addresses count; absent if they are those of a listing */
    private static List<Instruction> unplaced(List<Instruction> instructions, @Nullable String symbol) {
        List<Instruction> moved = new ArrayList<>(instructions.size());
        for (Instruction instruction : instructions) {
            List<Operand> operands = new ArrayList<>(instruction.operands().size());
            for (Operand operand : instruction.operands()) {
                operands.add(
                        operand instanceof Operand.Memory memory && memory.base() != null
                                ? withoutPlace(memory)
                                : operand);
            }
            Long target = instruction.target();
            Instruction.Syntax syntax = symbol == null || target == null
                    ? instruction.syntax()
                    : branch -> branch.mnemonic() + " " + relativeTo(symbol, target);
            moved.add(new Instruction(
                    instruction.address(),
                    instruction.length(),
                    instruction.prefixes(),
                    instruction.operation(),
                    instruction.mnemonic(),
                    List.copyOf(operands),
                    instruction.implicit(),
                    instruction.flow(),
                    instruction.condition(),
                    syntax));
        }
        return moved;
    }

    private static Operand.Memory withoutPlace(Operand.Memory memory) {
        return new Operand.Memory(
                memory.segment(),
                memory.base(),
                memory.index(),
                memory.scale(),
                memory.displacement(),
                memory.displacementSize(),
                memory.addressSize(),
                null,
                memory.size(),
                memory.access(),
                memory.decoration());
    }

    private static String relativeTo(String symbol, long offset) {
        return symbol + (offset < 0 ? "-0x" : "+0x") + Long.toHexString(Math.abs(offset));
    }

    /** One function's code, and for all else what the listings show. */
    private record Around(FunctionCode code, Location place, long start, TextCode listings) implements CodeReader {
        @Override
        public @Nullable FunctionCode function(long address) {
            return isAt(code, address) ? code : listings.function(address);
        }

        @Override
        public @Nullable String symbol(long address) {
            return listings.symbol(address);
        }

        @Override
        public String describe(long address) {
            return isAt(code, address) && place.symbol() != null
                    ? new Location(Word.of(address), place.symbol(), address - start, null, place.module()).toString()
                    : listings.describe(address);
        }

        @Override
        public Optional<Long> word(long address) {
            return listings.word(address);
        }
    }
}
