// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.kernel.btf.BtfWriter;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ModulesTest {
    private static final long HEAD = 0x1000;
    private static final long MODULE = 0xffffffff_c0100000L;
    private static final long TEXT = 0xffffffff_c0200000L;
    private static final long DATA = 0xffffffff_c0300000L;
    private static final long KALLSYMS = 0x4000;
    private static final long SYMBOLS = 0x5000;
    private static final long STRINGS = 0x6000;
    private static final long TYPES = 0x7000;

    private final SparseMemory memory = new SparseMemory();
    private final FixedSymbols symbols = new FixedSymbols().put("modules", HEAD);
    private final BtfWriter btf = new BtfWriter();
    private final int u32 = btf.integer("u32", 4, false);
    private final int u64 = btf.integer("u64", 8, false);
    private final int list = btf.struct("list_head", 16, false, "next", u64, 0, "prev", u64, 64);
    private final int name = btf.array(btf.integer("char", 1, true), 56);
    private final int kallsyms = btf.pointer(btf.struct(
            "mod_kallsyms",
            32,
            false,
            "symtab",
            u64,
            0,
            "num_symtab",
            u32,
            64,
            "strtab",
            u64,
            128,
            "typetab",
            u64,
            192));

    private Variables variables() {
        btf.enumeration("module_state", false, "MODULE_STATE_LIVE", 0, "MODULE_STATE_GOING", 2);
        return new Variables(memory, symbols, btf.parsed());
    }

    private void module(String text) {
        memory.zeros(HEAD, 16).zeros(MODULE, 256);
        memory.u64(HEAD, MODULE + 8)
                .u64(HEAD + 8, MODULE + 8)
                .u64(MODULE + 8, HEAD)
                .u64(MODULE + 16, HEAD);
        memory.text(MODULE + 24, text);
    }

    /** As since 6.4. */
    private Modules modulesOfPieces() {
        int piece = btf.struct("module_memory", 16, false, "base", u64, 0, "size", u32, 64);
        btf.enumeration("mod_mem_type", true, "MOD_TEXT", 0, "MOD_DATA", 1, "MOD_MEM_NUM_TYPES", 2, "MOD_INVALID", -1);
        btf.struct(
                "module",
                256,
                false,
                "state",
                u32,
                0,
                "list",
                list,
                64,
                "name",
                name,
                192,
                "mem",
                btf.array(piece, 2),
                8 * 80,
                "taints",
                u64,
                8 * 112,
                "kallsyms",
                kallsyms,
                8 * 120);
        module("lab");
        memory.u64(MODULE + 80, TEXT)
                .u32(MODULE + 88, 0x1000)
                .u64(MODULE + 96, DATA)
                .u32(MODULE + 104, 0x2000);
        memory.u64(MODULE + 112, 0x3000);
        return new Modules(variables());
    }

    private void symbol(int index, int nameAt, String text, int section, long value) {
        long at = SYMBOLS + 24L * index;
        memory.u32(at, nameAt).u32(at + 4, (long) section << 16).u64(at + 8, value);
        memory.text(STRINGS + nameAt, text + "\0");
        memory.u8(TYPES + index, 't');
    }

    private void symbols() {
        memory.u64(MODULE + 120, KALLSYMS)
                .zeros(KALLSYMS, 32)
                .zeros(SYMBOLS, 24 * 7)
                .zeros(STRINGS, 256)
                .zeros(TYPES, 8);
        memory.u64(KALLSYMS, SYMBOLS)
                .u32(KALLSYMS + 8, 7)
                .u64(KALLSYMS + 16, STRINGS)
                .u64(KALLSYMS + 24, TYPES);
        symbol(1, 1, "first", 1, TEXT);
        symbol(2, 10, "second", 1, TEXT + 0x40);
        symbol(3, 20, ".Lnoise", 1, TEXT + 0x50);
        symbol(4, 30, "", 1, TEXT + 0x60);
        symbol(5, 40, "printk", 0, TEXT + 0x70);
        symbol(6, 50, "variable", 2, DATA + 0x10);
    }

    @Test
    void aModuleHasNameStateTaintsAndRegions() {
        KernelModule module = modulesOfPieces().all().getFirst();

        assertThat(module.name()).isEqualTo("lab");
        assertThat(module.state()).isEqualTo("live");
        assertThat(module.taints()).isEqualTo(0x3000);
        assertThat(module.version()).isEmpty();
        assertThat(module.buildId()).isEmpty();
        assertThat(module.regions())
                .containsExactly(
                        new KernelModule.Region("text", TEXT, 0x1000, 0x1000),
                        new KernelModule.Region("data", DATA, 0x2000, 0));
        assertThat(module.bytes()).isEqualTo(0x3000);
    }

    @Test
    void layoutsOfCoreAndInitAreRegionsToo() {
        int layout = btf.struct("module_layout", 16, false, "base", u64, 0, "size", u32, 64, "text_size", u32, 96);
        btf.struct(
                "module",
                256,
                false,
                "state",
                u32,
                0,
                "list",
                list,
                64,
                "name",
                name,
                192,
                "core_layout",
                layout,
                8 * 80,
                "init_layout",
                layout,
                8 * 96);
        module("lab");
        memory.u64(MODULE + 80, TEXT).u32(MODULE + 88, 0x4000).u32(MODULE + 92, 0x1000);

        Modules modules = new Modules(variables());

        assertThat(modules.all().getFirst().regions())
                .containsExactly(new KernelModule.Region("core", TEXT, 0x4000, 0x1000));
        assertThat(modules.covering(TEXT + 0x3fff)).isPresent();
        assertThat(modules.covering(TEXT + 0x4000)).isEmpty();
    }

    @Test
    void anAddressHasTheSymbolThatTheKernelWouldPrint() {
        Modules modules = modulesOfPieces();
        symbols();

        assertThat(modules.at(TEXT + 0x41)).contains(new Symbols.Symbol("second", TEXT + 0x40, 0xfc0, 't', "lab"));
        assertThat(modules.at(TEXT + 0x3f)).contains(new Symbols.Symbol("first", TEXT, 0x40, 't', "lab"));
        assertThat(modules.at(DATA + 0x20)).contains(new Symbols.Symbol("variable", DATA + 0x10, 0x1ff0, 't', "lab"));
        assertThat(modules.at(DATA)).isEmpty();
        assertThat(modules.at(DATA + 0x2000)).isEmpty();
    }

    @Test
    void aSymbolIsFoundByName() {
        ModuleSymbols found;
        KernelModule module = modulesOfPieces().named("lab").orElseThrow();
        symbols();
        found = module.symbols();

        assertThat(found.address("second")).hasValue(TEXT + 0x40);
        assertThat(found.address("printk")).isEmpty();
        assertThat(found.address("seco")).isEmpty();
    }

    @Test
    void symbolsThatAreNotThereLeaveTheModule() {
        Modules modules = modulesOfPieces();
        memory.u64(MODULE + 120, 0x9999_0000L);

        assertThat(modules.at(TEXT)).isEmpty();
        assertThat(modules.covering(TEXT)).isPresent();
    }

    @Test
    void aListIntoNowhereSaysSo() {
        Modules modules = modulesOfPieces();
        memory.u64(MODULE + 8, 0x9999_0000L).u64(HEAD + 8, 0x9999_0000L);

        assertThat(modules.all()).extracting(KernelModule::name).containsExactly("lab");
        assertThat(modules.problem()).isPresent();
    }

    @Test
    void theLastUnloadedModuleMayHaveTaints() {
        btf.struct("module", 256, false, "name", name, 192);
        memory.zeros(0x8000, 96).text(0x8000, "gone").text(0x8000 + 57, "(OE-)");
        UnloadedModules unloaded = new UnloadedModules(variables());

        symbols.put("last_unloaded_module", 0x8000, 80);
        assertThat(unloaded.last()).contains(new UnloadedModules.Last("gone", "OE", 0x8000));
        symbols.put("last_unloaded_module", 0x8000, 64);
        assertThat(unloaded.last()).contains(new UnloadedModules.Last("gone", "", 0x8000));
        memory.u8(0x8000, 0);
        assertThat(unloaded.last()).isEmpty();
    }

    @Test
    void unloadedModulesThatTaintedAreOnAList() {
        btf.struct(
                "mod_unload_taint",
                96,
                false,
                "list",
                list,
                0,
                "name",
                name,
                128,
                "taints",
                u64,
                576,
                "count",
                u64,
                640);
        symbols.put("unloaded_tainted_modules", HEAD);
        memory.zeros(HEAD, 16)
                .zeros(0x8000, 96)
                .u64(HEAD, 0x8000)
                .u64(HEAD + 8, 0x8000)
                .u64(0x8000, HEAD)
                .u64(0x8008, HEAD);
        memory.text(0x8010, "nasty").u64(0x8000 + 72, 0x1001).u64(0x8000 + 80, 3);

        assertThat(new UnloadedModules(variables()).tainted())
                .containsExactly(new UnloadedModules.Tainted("nasty", 0x1001, 3, 0x8000));
    }

    @Test
    void theAreaOfModulesIsBehindTheImage() {
        assertThat(ModuleArea.of(OptionalLong.empty(), true).start()).isEqualTo(0xffffffff_c0000000L);
        assertThat(ModuleArea.of(OptionalLong.empty(), false).start()).isEqualTo(0xffffffff_a0000000L);
        assertThat(ModuleArea.of(OptionalLong.of(1 << 29), true).contains(0xffffffff_a0000000L))
                .isTrue();
        assertThat(ModuleArea.of(OptionalLong.of(77), true).contains(0xffffffff_ff000000L))
                .isFalse();
    }
}
