// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.fixes;

import dev.panictriage.fixes.KnownFix.FirstBuild;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Reads the table of fixes; {@code known-fixes.txt} itself says what its lines mean. */
final class FixTable {
    private FixTable() {}

    /** Throws {@link IllegalArgumentException} if a line is not of the form. */
    static List<KnownFix> parse(String text) {
        List<KnownFix> fixes = new ArrayList<>();
        StringTokenizer lines = new StringTokenizer(text, "\r\n");
        while (lines.hasMoreTokens()) {
            String line = lines.nextToken();
            if (!line.isBlank() && !line.startsWith("#") && !add(fixes, new StringTokenizer(line))) {
                throw new IllegalArgumentException("not a line of the table of fixes: " + line);
            }
        }
        return fixes;
    }

    private static boolean add(List<KnownFix> fixes, StringTokenizer columns) {
        String keyword = columns.nextToken();
        if (keyword.equals("fix") && columns.countTokens() > 1) {
            return fixes.add(new KnownFix(columns.nextToken(), rest(columns), new ArrayList<>(), new ArrayList<>()));
        }
        if (fixes.isEmpty()) {
            return false;
        }
        KnownFix fix = fixes.get(fixes.size() - 1);
        boolean onLine = keyword.equals("line");
        if ((onLine || keyword.equals("stream")) && columns.countTokens() > 1) {
            Vendor vendor = Vendor.of(columns.nextToken());
            KernelBuild build = new KernelBuild(vendor, columns.nextToken());
            return fix.builds().add(new FirstBuild(build, onLine, columns.hasMoreTokens() ? rest(columns) : null));
        }
        return keyword.equals("see")
                && columns.hasMoreTokens()
                && fix.references().add(rest(columns));
    }

    private static String rest(StringTokenizer columns) {
        StringBuilder words = new StringBuilder(columns.nextToken());
        while (columns.hasMoreTokens()) {
            words.append(' ').append(columns.nextToken());
        }
        return words.toString();
    }
}
