// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.debuginfo.DwarfTypes;
import dev.panictriage.debuginfo.KernelDebug;
import dev.panictriage.dump.UnreadableException;
import dev.panictriage.explain.DeclaredTypes;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.kernel.KernelModule;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Symbols.Symbol;
import dev.panictriage.kernel.Types;
import dev.panictriage.kernel.btf.Btf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the kernel's and its modules' types and symbols declare. */
final class KernelTypes implements DeclaredTypes {
    /** Symbols below are no addresses: offsets into the per-CPU area, numbers. */
    private static final long LOWEST_ADDRESS = 0xffff_8000_0000_0000L;

    private final KernelImage image;
    private final KernelDebug debug;
    private final Map<Long, Optional<Types.Function>> functions = new HashMap<>();
    private final Map<String, Optional<Types>> modules = new HashMap<>();

    KernelTypes(KernelDebug debug) {
        this.debug = debug;
        image = debug.image();
    }

    @Override
    public @Nullable Variable parameter(long function, int number) {
        Types.Function declared = function(function).orElse(null);
        if (declared == null || number > declared.parameters().size()) {
            return null;
        }
        // A struct that is passed by value takes two registers, or none.
        List<Types.Parameter> parameters = declared.parameters().subList(0, number);
        for (Types.Parameter parameter : parameters) {
            if (!(parameter.type() instanceof Types.Pointer)
                    && !(parameter.type() instanceof Types.Scalar scalar && scalar.size() <= Long.BYTES)) {
                return null;
            }
        }
        Types.Parameter parameter = parameters.get(number - 1);
        return new Variable(parameter.name(), target(parameter.type()));
    }

    @Override
    public @Nullable Structure result(long function) {
        return function(function).map(declared -> target(declared.result())).orElse(null);
    }

    private Optional<Types.Function> function(long address) {
        Optional<Types.Function> known = functions.get(address);
        if (known == null) {
            known = find(address);
            functions.put(address, known);
        }
        return known;
    }

    private Optional<Types.Function> find(long address) {
        Symbol symbol = image.symbols().at(address).orElse(null);
        if (symbol == null) {
            return Optional.empty();
        }
        // Of several of one name, which are static to their files, debugging information knows the one that is there.
        // Of a copy
        // that the compiler made, or a part of one, the parameters may be others than were declared: its name differs.
        Optional<Types.Function> function = isKernelWithBtf(symbol)
                ? Optional.empty()
                : debug.function(address).filter(found -> found.name().equals(symbol.name()));
        if (function.isPresent()) {
            return function;
        }
        Types types = symbol.module() == null ? image.types() : ofModule(symbol.module());
        return types.function(symbol.name());
    }

    /** Its BTF is at hand, and says nothing where two functions of one name differ. */
    private boolean isKernelWithBtf(Symbol symbol) {
        return symbol.module() == null && image.types() instanceof Btf;
    }

    /** By its debugging information, which has more, or by its BTF. */
    private Types ofModule(String name) {
        Optional<Types> known = modules.get(name);
        if (known == null) {
            known = findModule(name);
            modules.put(name, known);
        }
        return known.orElse(Types.NONE);
    }

    private Optional<Types> findModule(String name) {
        try {
            KernelModule module = image.modules().named(name).orElse(null);
            if (module == null) {
                return Optional.empty();
            }
            Optional<DwarfTypes> whole = debug.types(module);
            return whole.isPresent() || !(image.types() instanceof Btf kernel)
                    ? whole.map(types -> types)
                    : module.types(kernel).map(types -> types);
        } catch (UnreadableException | MissingTypeException e) {
            return Optional.empty();
        }
    }

    @Override
    public @Nullable Variable perCpu(long offset) {
        if (isAt("current_task", offset)) {
            return new Variable("current", struct("task_struct"));
        }
        OptionalLong hot = image.symbols().address("pcpu_hot");
        if (hot.isPresent()) {
            Types.Member member = image.types()
                    .struct("pcpu_hot")
                    .flatMap(type -> type.pathAt(offset - hot.getAsLong(), Long.BYTES))
                    .orElse(null);
            if (member != null) {
                boolean current = member.name().equals("current_task");
                return new Variable(current ? "current" : "pcpu_hot." + member.name(), target(member.type()));
            }
        }
        Symbol symbol = image.symbols().at(offset).orElse(null);
        return symbol == null ? null : new Variable("this_cpu(" + named(symbol, offset) + ")", null);
    }

    private boolean isAt(String variable, long address) {
        OptionalLong known = image.symbols().address(variable);
        return known.isPresent() && known.getAsLong() == address;
    }

    @Override
    public @Nullable Variable variable(long address) {
        if (Long.compareUnsigned(address, LOWEST_ADDRESS) < 0) {
            return null;
        }
        Symbol symbol = image.symbols().at(address).orElse(null);
        if (symbol == null) {
            return null;
        }
        Types.Type type = type(symbol);
        long offset = address - symbol.address();
        if (type instanceof Types.Struct struct) {
            Types.Member member = struct.pathAt(offset, Long.BYTES).orElse(null);
            if (member != null) {
                return new Variable(symbol.name() + "." + member.name(), target(member.type()));
            }
        }
        return offset == 0
                ? new Variable(symbol.name(), type == null ? null : target(type))
                : new Variable("*(&" + named(symbol, address) + ")", null);
    }

    /** Only of modules: those of the kernel are too many to look one up. */
    private Types.@Nullable Type type(Symbol symbol) {
        return symbol.module() != null && ofModule(symbol.module()) instanceof DwarfTypes types
                ? types.variable(symbol.name()).orElse(null)
                : null;
    }

    private static String named(Symbol symbol, long address) {
        long offset = address - symbol.address();
        return symbol.name() + (offset == 0 ? "" : " + " + Word.of(offset).brief());
    }

    private @Nullable Structure struct(String name) {
        return image.types().struct(name).map(Known::new).orElse(null);
    }

    private static @Nullable Structure target(Types.Type type) {
        return type instanceof Types.Pointer pointer
                ? pointer.target().struct().map(Known::new).orElse(null)
                : null;
    }

    private record Known(Types.Struct struct) implements Structure {
        @Override
        public String name() {
            return struct.toString();
        }

        @Override
        public @Nullable Variable member(long offset, int size) {
            Types.Member member = struct.pathAt(offset, size).orElse(null);
            return member == null ? null : new Variable(member.name(), target(member.type()));
        }
    }
}
