package io.tollgate.admin.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackendFormTest {

    @Test
    void emptyFieldsStandForTheirDefaults() {
        BackendSpec spec = BackendForm.read(Map.of("url", " http://10.0.0.5:8080 ", "id", ""));
        assertEquals("10.0.0.5-8080", spec.id());
        assertEquals(100, spec.weight());
        assertEquals(0, spec.maxRequests());
    }

    @Test
    void everyFieldIsRead() {
        BackendSpec spec = BackendForm.read(Map.of(
                "url", "http://h:1", "id", "d", "weight", "7", "maxRequests", "50", "tier", "1", "zone", "east"));
        assertEquals("d", spec.id());
        assertEquals(7, spec.weight());
        assertEquals(50, spec.maxRequests());
        assertEquals(1, spec.tier());
        assertEquals("east", spec.zone());
    }

    @Test
    void everythingWrongIsNamedAtOnceAtItsField() {
        InvalidSettingException refused = assertThrows(
                InvalidSettingException.class,
                () -> BackendForm.read(
                        Map.of("url", "ftp://h", "id", "not an id", "weight", "many", "maxRequests", "-1")));
        assertEquals(
                List.of("url", "weight", "id", "maxRequests"),
                refused.problems().stream().map(Problem::path).toList());
    }

    @Test
    void aMissingUrlIsNamed() {
        InvalidSettingException refused = assertThrows(InvalidSettingException.class, () -> BackendForm.read(Map.of()));
        assertEquals("url", refused.problems().get(0).path());
    }

    @Test
    void problemsAreToldAtTheirField() {
        AddForm form = new AddForm(
                BackendForm.FIELDS,
                Map.of("url", "x"),
                List.of(
                        new Problem("pools[0].backends[3].id", "\"a\" is used twice", "give each its own"),
                        new Problem("state", "the disk is full", "free some")));
        assertEquals("x", form.value("url"));
        assertEquals("\"a\" is used twice; give each its own.", form.problem("id"));
        assertEquals("", form.problem("url"));
        assertEquals(List.of("The disk is full; free some."), form.otherProblems());
    }
}
