// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that {@code makedumpfile --split} wrote together. */
final class SplitParts {
    private static final int MAX_FILES = 1024;

    private SplitParts() {}

    /**
     * Adds to one part of a split dump the others that lie beside it. Does nothing if the file is a whole dump.
     *
     * @param files the one, opened; those found are added opened
     */
    static void addBeside(Path path, List<DumpFile> files) throws IOException, DumpException {
        KdumpHeader header = KdumpHeader.read(files.getFirst().source());
        Path name = path.getFileName();
        if (!header.split() || name == null) {
            return;
        }
        try (DirectoryStream<Path> directory =
                Files.newDirectoryStream(path.toAbsolutePath().getParent())) {
            for (Path other : directory) {
                Path otherName = other.getFileName();
                if (files.size() < MAX_FILES
                        && otherName != null
                        && !otherName.equals(name)
                        && withoutNumbers(otherName.toString()).equals(withoutNumbers(name.toString()))) {
                    addIfPart(other, header, files);
                }
            }
        }
    }

    private static String withoutNumbers(String name) {
        StringBuilder without = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            boolean digit = Character.isDigit(name.charAt(i));
            if (!digit || i == 0 || !Character.isDigit(name.charAt(i - 1))) {
                without.append(digit ? '0' : name.charAt(i));
            }
        }
        return without.toString();
    }

    /** What lies beside the part and cannot be read is none of its parts, so it is no error. */
    private static void addIfPart(Path path, KdumpHeader header, List<DumpFile> files) throws IOException {
        DumpFile file;
        try {
            file = DumpFile.open(path);
        } catch (DumpException e) {
            return;
        }
        try {
            if (file.format() == DumpFile.Format.KDUMP
                    && KdumpHeader.read(file.source()).isOfSameDump(header)) {
                files.add(file);
                return;
            }
        } catch (DumpException e) {
            // Not a part, and closed below.
        }
        file.source().close();
    }

    /**
     * @param files at least one
     * @throws DumpException if they are not of one dump, or two of them hold the same memory
     */
    static List<KdumpPart> inOrder(List<DumpFile> files) throws IOException, DumpException {
        List<KdumpPart> parts = new ArrayList<>();
        for (DumpFile file : files) {
            KdumpPart part = new KdumpPart(file);
            int at = parts.size();
            while (at > 0
                    && parts.get(at - 1).header().firstFrame() > part.header().firstFrame()) {
                at--;
            }
            parts.add(at, part);
        }
        for (int i = 1; i < parts.size(); i++) {
            KdumpHeader before = parts.get(i - 1).header();
            KdumpHeader header = parts.get(i).header();
            String name = parts.get(i).file().source().name();
            if (!header.isOfSameDump(before)) {
                throw new DumpException(name + ": not a part of the same dump as "
                        + parts.get(i - 1).file().source().name());
            }
            if (header.firstFrame() < before.endFrame()) {
                throw new DumpException(name + ": holds the same memory as "
                        + parts.get(i - 1).file().source().name());
            }
        }
        return parts;
    }
}
