// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import dev.panictriage.elf4j.ElfException;
import dev.panictriage.elf4j.ElfFile;
import dev.panictriage.elf4j.ElfSymbol;
import dev.panictriage.elf4j.MappedElf;
import dev.panictriage.elf4j.SectionAddresses;
import dev.panictriage.elf4j.SectionHeader;
import dev.panictriage.elf4j.SymbolTable;
import dev.panictriage.elf4j.dwarf.DwarfException;
import dev.panictriage.elf4j.dwarf.LineTable;
import dev.panictriage.elf4j.dwarf.Scope;
import dev.panictriage.elf4j.dwarf.SourceLine;
import dev.panictriage.elf4j.dwarf.Unit;
import dev.panictriage.elf4j.dwarf.UnwindRow;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.kernel.KernelModule;
import dev.panictriage.kernel.Symbols.Symbol;
import dev.panictriage.kernel.Types;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The debugging information that belongs to a kernel image. Files are looked for and opened when they are first asked for. */
public final class KernelDebug implements Closeable {
    private static final String KERNEL = "kernel";

    private final KernelImage image;
    private final DebugFiles files;
    private final List<Search> searches = new ArrayList<>();
    private final Map<String, Optional<DebugObject>> objects = new HashMap<>();
    /** Those whose build ids are known to be the dump's. */
    private final Set<DebugObject> verified = ConcurrentHashMap.newKeySet();

    private @Nullable Types types;

    private KernelDebug(KernelImage image, DebugFiles files) {
        this.image = image;
        this.files = files;
    }

    /** Of an image of which nothing was asked yet: it asks this for its types if it has none of its own. */
    public static KernelDebug of(KernelImage image, DebugFiles files) {
        KernelDebug debug = new KernelDebug(image, files);
        image.setOtherTypes(debug::types);
        return debug;
    }

    public KernelImage image() {
        return image;
    }

    /**
     * How a search for debugging information ended.
     *
     * @param object {@code kernel}, or a module
     * @param file the file that is used; absent if there is none
     * @param problems why files were not used
     */
    public record Search(String object, @Nullable Path file, List<String> problems) {
        public Search {
            problems = List.copyOf(problems);
        }
    }

    /** The searches so far, the kernel's first. */
    public synchronized List<Search> searches() {
        return List.copyOf(searches);
    }

    /** The kernel's types; {@link Types#NONE} without debugging information. */
    public synchronized Types types() {
        if (types == null) {
            types = kernel().<Types>map(DebugObject::types).orElse(Types.NONE);
        }
        return types;
    }

    /** A module's types; empty without debugging information of it. Throws as {@link KernelModule} does. */
    public synchronized Optional<DwarfTypes> types(KernelModule module) {
        return module(module).map(DebugObject::types);
    }

    /**
     * The functions that the instruction at an address belongs to: inlined ones from the innermost on, then the function proper.
     * Empty without debugging information.
     */
    public List<SourceCall> callsAt(long address) {
        DebugObject object = covering(address).orElse(null);
        if (object == null) {
            return List.of();
        }
        try {
            long pc = object.linked(address);
            Unit unit = object.info().unitAt(pc).orElse(null);
            return unit == null ? List.of() : calls(unit, object.info().scopesAt(pc), pc, symbolAt(address));
        } catch (DwarfException e) {
            return List.of();
        }
    }

    private String symbolAt(long address) {
        return image.symbols().at(address).map(Symbol::name).orElse("");
    }

    private static List<SourceCall> calls(Unit unit, List<Scope> scopes, long pc, String symbol) {
        LineTable lines = unit.lines();
        SourceLine innermost = lines == null ? null : lines.at(pc);
        List<SourceCall> calls = new ArrayList<>(scopes.size());
        String file = innermost == null ? null : innermost.file();
        int line = innermost == null ? 0 : innermost.line();
        if (scopes.isEmpty() && file != null) {
            // Assemblers note lines, but no functions.
            calls.add(new SourceCall(symbol, false, SourcePaths.brief(file, unit.compilationDirectory()), line));
        }
        for (Scope scope : scopes) {
            String brief = file == null ? null : SourcePaths.brief(file, unit.compilationDirectory());
            calls.add(new SourceCall(scope.name(), scope.isInlined(), brief, line));
            file = lines == null ? null : lines.fileName((int) scope.callFile());
            line = (int) scope.callLine();
        }
        return calls;
    }

    /**
     * The function that an address is in, as it was declared. Of several of one name, which are static to their files, it is
     * the one that is there.
     */
    public Optional<Types.Function> function(long address) {
        DebugObject object = covering(address).orElse(null);
        if (object == null) {
            return Optional.empty();
        }
        try {
            List<Scope> scopes = object.info().scopesAt(object.linked(address));
            return scopes.isEmpty()
                    ? Optional.empty()
                    : Optional.of(object.types().function(scopes.getLast().die()));
        } catch (DwarfException e) {
            return Optional.empty();
        }
    }

    /** How the caller's registers are found from the instruction at an address; null where nothing tells. */
    public @Nullable UnwindRow unwindRow(long address) {
        DebugObject object = covering(address).orElse(null);
        return object == null ? null : object.unwindRow(address);
    }

    /**
     * The code of functions as the files have it that they were loaded from; of those of which a file has it that is known to be of
     * the same build, and of which it is known where the kernel patches it.
     *
     * @param functions lengths by address
     */
    public List<FileCode> code(NavigableMap<Long, Integer> functions) {
        Map<DebugObject, NavigableMap<Long, Integer>> byObject = new LinkedHashMap<>();
        for (Map.Entry<Long, Integer> function : functions.entrySet()) {
            covering(function.getKey())
                    .filter(verified::contains)
                    .ifPresent(object -> byObject.computeIfAbsent(object, o -> new TreeMap<>())
                            .put(function.getKey(), function.getValue()));
        }
        image.symbols().prefetch(CodeSites.SYMBOLS);
        List<FileCode> found = new ArrayList<>();
        byObject.forEach((object, its) -> {
            try {
                found.addAll(object.code(its, image.types(), image.symbols()));
            } catch (ElfException e) {
                // Code that may be patched where nobody knows cannot be compared.
            }
        });
        return found;
    }

    /** The kernel's, or that of the module which has the address. */
    synchronized Optional<DebugObject> covering(long address) {
        Optional<Symbol> symbol = image.symbols().at(address);
        if (symbol.isEmpty()) {
            return Optional.empty();
        }
        String module = symbol.get().module();
        if (module == null) {
            return kernel();
        }
        Optional<KernelModule> loaded = image.modules().covering(address);
        return loaded.isEmpty() ? Optional.empty() : module(loaded.get());
    }

    synchronized Optional<DebugObject> kernel() {
        Optional<DebugObject> known = objects.get(KERNEL);
        if (known == null) {
            String buildId = image.buildId().orElse(null);
            known = search(KERNEL, files.ofKernel(buildId, release()), buildId, this::openKernel);
            objects.put(KERNEL, known);
        }
        return known;
    }

    private synchronized Optional<DebugObject> module(KernelModule module) {
        kernel(); // its search is the first to be told of
        String name = module.name();
        String key = "module " + name;
        Optional<DebugObject> known = objects.get(key);
        if (known == null) {
            String buildId = module.buildId().orElse(null);
            known = search(
                    key,
                    files.ofModule(name, buildId, release()),
                    buildId,
                    (path, elf) -> openModule(module, path, elf));
            objects.put(key, known);
        }
        return known;
    }

    private @Nullable String release() {
        String release = image.vmcoreInfo().release();
        return release.isEmpty() ? null : release;
    }

    private Optional<DebugObject> search(
            String object, List<Path> candidates, @Nullable String buildId, DebugSearch.Opener opener) {
        DebugSearch search = new DebugSearch(files, candidates, buildId, opener);
        DebugObject found = search.find();
        searches.add(new Search(object, found == null ? null : found.path(), search.problems()));
        if (found != null && found.isOf(buildId)) {
            verified.add(found);
        }
        return Optional.ofNullable(found);
    }

    private DebugObject openKernel(Path path, MappedElf elf) throws ElfException {
        OptionalLong told = image.vmcoreInfo().kernelOffset();
        long offset = told.isPresent() ? told.getAsLong() : offsetByText(elf.file());
        return DebugObject.of(path, elf, SectionAddresses.OF_FILE, offset);
    }

    /** How far the kernel's text is from where it was linked; 0 if either place is not known. */
    private long offsetByText(ElfFile file) throws ElfException {
        OptionalLong text = image.textStart();
        for (SectionHeader table : file.sections()) {
            if (table.type() != SectionHeader.SHT_SYMTAB || text.isEmpty()) {
                continue;
            }
            SymbolTable symbols = file.symbols(table);
            for (int i = 0; i < symbols.size(); i++) {
                ElfSymbol symbol = symbols.get(i);
                if (symbol.section() != ElfSymbol.SHN_UNDEF
                        && symbols.name(symbol).equals(KernelImage.TEXT_START)) {
                    return text.getAsLong() - symbol.value();
                }
            }
        }
        return 0;
    }

    private static DebugObject openModule(KernelModule module, Path path, MappedElf elf) throws ElfException {
        return DebugObject.of(path, elf, LoadedSections.of(module, elf.file()), 0);
    }

    @Override
    public synchronized void close() {
        for (Optional<DebugObject> object : objects.values()) {
            object.ifPresent(DebugObject::close);
        }
        objects.clear();
        verified.clear();
    }
}
