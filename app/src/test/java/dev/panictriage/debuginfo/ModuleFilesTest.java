// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleFilesTest {
    @ParameterizedTest
    @CsvSource({
        "tg3.ko, tg3",
        "snd-hda.ko, snd_hda",
        "snd_hda.ko.debug, snd_hda",
        "tg3.ko.xz,",
        "tg3,",
    })
    void aModulesFileHasItsName(String file, @Nullable String module) {
        assertThat(ModuleFiles.module(file)).isEqualTo(module);
    }
}
