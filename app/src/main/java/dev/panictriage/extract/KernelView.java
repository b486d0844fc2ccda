// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.arch.InstructionDecoder;
import dev.panictriage.arch.PageTables.Mapping;
import dev.panictriage.arch.x86.X86Decoder;
import dev.panictriage.debuginfo.KernelDebug;
import dev.panictriage.dump.UnreadableException;
import dev.panictriage.explain.CodeReader;
import dev.panictriage.explain.DeclaredTypes;
import dev.panictriage.explain.FunctionCode;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.kernel.KernelStack;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Symbols.Symbol;
import dev.panictriage.unwind.KernelOrc;
import dev.panictriage.unwind.Unwinder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What extractors share: the kernel image, its code, and how to name places in it. */
final class KernelView implements CodeReader {
    /** Longer functions exist, but none that a fault needs to be explained in. */
    private static final int LONGEST_FUNCTION = 64 << 10;

    /** Bytes where the function is not known: the longest instruction. */
    private static final int UNNAMED_CODE = 16;

    private static final String CPU_STACK = "cpu ";

    private final KernelImage image;
    private final KernelDebug debug;
    private final InstructionDecoder decoder = new X86Decoder();
    private final Map<Long, @Nullable FunctionCode> functions = new HashMap<>();
    private final DeclaredTypes types;
    private @Nullable Unwinder unwinder;
    private @Nullable BugTable bugs;
    private @Nullable ExceptionTable exceptions;

    KernelView(KernelDebug debug) {
        image = debug.image();
        this.debug = debug;
        types = new KernelTypes(debug);
    }

    KernelDebug debug() {
        return debug;
    }

    KernelImage image() {
        return image;
    }

    Unwinder unwinder() {
        if (unwinder == null) {
            unwinder = new Unwinder(
                    image.memory(), image.symbols(), KernelOrc.of(image), debug::unwindRow, decoder, this::endOfStack);
        }
        return unwinder;
    }

    private long endOfStack(long sp) {
        try {
            return image.stacks().inUseAt(sp).map(KernelStack::end).orElse(-1L);
        } catch (UnreadableException | MissingTypeException e) {
            return -1;
        }
    }

    /**
     * @param address the instruction
     * @param inside an address inside the same instruction or the call before it, by which the function is found
     */
    Location locate(long address, long inside) {
        Optional<Symbol> symbol = image.symbols().at(inside);
        if (symbol.isEmpty()) {
            return Location.of(Word.of(address));
        }
        Symbol found = symbol.get();
        return new Location(Word.of(address), found.name(), address - found.address(), found.size(), found.module());
    }

    @Override
    public Location locate(long address) {
        return locate(address, address);
    }

    @Override
    public @Nullable FunctionCode function(long address) {
        Optional<Symbol> symbol = image.symbols().at(address);
        if (symbol.isEmpty()) {
            return null;
        }
        long start = symbol.get().address();
        if (!functions.containsKey(start)) {
            functions.put(start, decode(start, symbol.get().size()));
        }
        return functions.get(start);
    }

    @Override
    public @Nullable FunctionCode code(long address) {
        FunctionCode function = function(address);
        if (function != null || !isExecutable(address)) {
            return function;
        }
        FunctionCode following = decode(address, UNNAMED_CODE);
        return following == null ? null : FunctionCode.parts(following.instructions(), 0);
    }

    private boolean isExecutable(long address) {
        try {
            return image.memory().mapping(address).filter(Mapping::executable).isPresent();
        } catch (UnreadableException e) {
            return false;
        }
    }

    private @Nullable FunctionCode decode(long start, long size) {
        try {
            byte[] code = image.memory().bytes(start, (int) Math.min(size, LONGEST_FUNCTION));
            return FunctionCode.decode(decoder, code, start);
        } catch (UnreadableException e) {
            return null;
        }
    }

    @Override
    public @Nullable String symbol(long address) {
        return image.symbols()
                .at(address)
                .filter(symbol -> symbol.address() == address)
                .map(Symbol::name)
                .orElse(null);
    }

    @Override
    public String describe(long address) {
        Location location = locate(address);
        boolean start = location.offset() != null && location.offset() == 0;
        return start
                ? location.symbol() + (location.module() == null ? "" : " [" + location.module() + "]")
                : location.toString();
    }

    @Override
    public Optional<Long> word(long address) {
        try {
            return Optional.of(image.memory().u64(address));
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }

    @Override
    public @Nullable String identify(long address) {
        return AddressIdentifier.phrase(new AddressIdentifier(this).identify(Word.of(address)));
    }

    @Override
    public @Nullable Bug bug(long address) {
        if (bugs == null) {
            bugs = new BugTable(image);
        }
        return bugs.at(address);
    }

    @Override
    public List<Fixup> fixups(long start, long end) {
        if (exceptions == null) {
            exceptions = new ExceptionTable(image);
        }
        return exceptions.between(start, end);
    }

    @Override
    public DeclaredTypes types() {
        return types;
    }

    @Override
    public @Nullable Long perCpuBase(String stack) {
        if (!stack.startsWith(CPU_STACK)) {
            return null;
        }
        try {
            return image.perCpu().offset(Integer.parseInt(stack.substring(CPU_STACK.length())));
        } catch (UnreadableException | MissingTypeException | NumberFormatException e) {
            return null;
        }
    }
}
