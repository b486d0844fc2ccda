// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import java.util.ArrayList;
import java.util.List;

/** Paths of source files as people name them. */
final class SourcePaths {
    private SourcePaths() {}

    /**
     * A path without what it has in common with the directory that the compiler worked in: the top of the source tree, or
     * another directory above both. Either may be relative, to the same directory that is not told.
     *
     * @param file joined with the directory already
     */
    static String brief(String file, String compilationDirectory) {
        List<String> path = parts(file);
        List<String> directory = parts(compilationDirectory);
        int common = 0;
        while (common < path.size() - 1
                && common < directory.size()
                && path.get(common).equals(directory.get(common))) {
            common++;
        }
        String rest = String.join("/", path.subList(common, path.size()));
        return common == 0 && file.startsWith("/") ? "/" + rest : rest;
    }

    private static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts;
    }
}
