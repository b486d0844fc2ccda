// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.kernel.btf.Btf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A loaded module: a {@code struct module}. Throws as {@link KernelObject} does. */
public final class KernelModule {
    private static final int LONGEST_VERSION = 256;
    private static final int BUILD_ID_BYTES = 20;
    private static final String STATE_PREFIX = "MODULE_STATE_";
    private static final String MEMORY_PREFIX = "MOD_";
    private static final String TEXT = "text";
    private static final String INIT_TEXT = "init_text";

    private final Variables variables;
    private final KernelObject object;
    private @Nullable List<Region> regions;
    private @Nullable ModuleSymbols symbols;

    KernelModule(Variables variables, KernelObject object) {
        this.variables = variables;
        this.object = object;
    }

    /**
     * One contiguous piece of a module's memory.
     *
     * @param kind text, data, rodata, ro_after_init, init_text, init_data, init_rodata; before kernel 6.4 core and init, which
     *     start with their text
     * @param textBytes how much of it, from its start on, is code
     */
    public record Region(String kind, long start, long bytes, long textBytes) {
        public boolean contains(long address) {
            return address - start >= 0 && address - start < bytes;
        }

        boolean hasCodeAt(long address) {
            return address - start >= 0 && address - start < textBytes;
        }
    }

    public KernelObject object() {
        return object;
    }

    public String name() {
        return object.string("name");
    }

    /** {@code MODULE_VERSION}, empty if the module says none. */
    public String version() {
        return object.has("version") ? object.stringAt("version", LONGEST_VERSION) : "";
    }

    /** {@code live}, {@code coming}, {@code going} or {@code unformed}; empty for a value that is none of these. */
    public String state() {
        long value = object.number("state");
        for (Types.Enumerator state : variables.types().enumeration("module_state")) {
            if (state.value() == value && state.name().startsWith(STATE_PREFIX)) {
                return state.name().substring(STATE_PREFIX.length()).toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    /** What the module tainted the kernel with: bits as of {@link TaintFlags}. */
    public long taints() {
        return object.number("taints");
    }

    /** In hex; empty for kernels without CONFIG_STACKTRACE_BUILD_ID. */
    public Optional<String> buildId() {
        if (!object.has("build_id")) {
            return Optional.empty();
        }
        byte[] id = object.memory().bytes(object.addressOf("build_id"), BUILD_ID_BYTES);
        // All zero for a module that was linked without one.
        return Arrays.equals(id, new byte[BUILD_ID_BYTES])
                ? Optional.empty()
                : Optional.of(HexFormat.of().formatHex(id));
    }

    /** Its memory, without empty regions. */
    public synchronized List<Region> regions() {
        if (regions == null) {
            regions = object.has("mem") ? memoryRegions() : layoutRegions();
        }
        return regions;
    }

    public Optional<Region> regionAt(long address) {
        for (Region region : regions()) {
            if (region.contains(address)) {
                return Optional.of(region);
            }
        }
        return Optional.empty();
    }

    /** Bytes of all regions. */
    public long bytes() {
        long bytes = 0;
        for (Region region : regions()) {
            bytes += region.bytes();
        }
        return bytes;
    }

    /** Since ac3b43283923 (6.4): {@code mem[]} by {@code enum mod_mem_type}. */
    private List<Region> memoryRegions() {
        List<Region> found = new ArrayList<>();
        for (Types.Enumerator type : variables.types().enumeration("mod_mem_type")) {
            String path = "mem[" + type.value() + "]";
            if (type.value() >= 0 && type.name().startsWith(MEMORY_PREFIX) && object.has(path)) {
                String kind = type.name().substring(MEMORY_PREFIX.length()).toLowerCase(Locale.ROOT);
                long bytes = object.number(path + ".size");
                boolean text = kind.equals(TEXT) || kind.equals(INIT_TEXT);
                add(found, kind, object.number(path + ".base"), bytes, text ? bytes : 0);
            }
        }
        return List.copyOf(found);
    }

    /** {@code core_layout} and {@code init_layout} since 7523e4dc5057 (4.5); before, members of the module itself. */
    private List<Region> layoutRegions() {
        List<Region> found = new ArrayList<>();
        for (String kind : new String[] {"core", "init"}) {
            if (object.has(kind + "_layout")) {
                String path = kind + "_layout.";
                add(
                        found,
                        kind,
                        object.number(path + "base"),
                        object.number(path + "size"),
                        object.number(path + "text_size"));
            } else {
                add(
                        found,
                        kind,
                        object.number("module_" + kind),
                        object.number(kind + "_size"),
                        object.number(kind + "_text_size"));
            }
        }
        return List.copyOf(found);
    }

    private static void add(List<Region> regions, String kind, long start, long bytes, long textBytes) {
        if (start != 0 && bytes > 0) {
            regions.add(new Region(kind, start, bytes, textBytes));
        }
    }

    /** Its symbols: the table of the whole module while it is being initialised, later the one that the kernel kept. */
    public synchronized ModuleSymbols symbols() {
        if (symbols == null) {
            symbols = new ModuleSymbols(this);
        }
        return symbols;
    }

    /** Its types, on top of the kernel's; empty if it has none (the kernel keeps them since 5.11). */
    public Optional<Btf> types(Btf kernel) {
        Optional<Btf> parsed = ParsedBtf.of(variables, object.address(), kernel);
        if (parsed.isPresent() || !object.has("btf_data") || object.number("btf_data") == 0) {
            return parsed;
        }
        boolean ownBase = object.has("btf_base_data") && object.number("btf_base_data") != 0;
        return Optional.of(Btf.readModule(
                object.memory(),
                object.number("btf_data"),
                object.number("btf_data_size"),
                ownBase ? object.number("btf_base_data") : 0,
                ownBase ? object.number("btf_base_data_size") : 0,
                kernel));
    }
}
