// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

import java.nio.ByteBuffer;

/** A symbol table with its names. Symbols are decoded when asked for; nothing is indexed. */
public final class SymbolTable {
    private final ElfClass elfClass;
    private final ByteBuffer symbols;
    private final StringTable names;

    /**
     * @param symbols contents of the table, in the byte order of the file
     * @param names contents of the string table that it links to
     */
    SymbolTable(ElfClass elfClass, ByteBuffer symbols, StringTable names) {
        this.elfClass = elfClass;
        this.symbols = symbols;
        this.names = names;
    }

    public int size() {
        return symbols.limit() / elfClass.symbolBytes();
    }

    /** @param index from 0 to {@link #size}, exclusive */
    public ElfSymbol get(int index) {
        return ElfSymbol.parse(elfClass, symbols, index * elfClass.symbolBytes());
    }

    /** Empty if it has none. */
    public String name(ElfSymbol symbol) {
        return names.at(symbol.nameOffset());
    }
}
