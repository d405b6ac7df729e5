package io.tollgate.admin.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {
    @TempDir
    Path temp;

    @Test
    void makesAnAdminWithTheGivenPassword() throws Exception {
        Accounts.Opened opened = Accounts.open(temp, "s3cret pass");

        assertNull(opened.generatedPassword());
        assertEquals("admin", opened.accounts().verify("admin", "s3cret pass"));
        assertNull(opened.accounts().verify("admin", "s3cret pasS"));
        assertNull(opened.accounts().verify("Admin", "s3cret pass"));
        assertNull(opened.accounts().verify("nobody", "s3cret pass"));
        assertNull(opened.accounts().verify("admin", "x".repeat(100_000)));
    }

    @Test
    void makesAPasswordOfAtLeast100BitsWhenNoneIsGiven() throws Exception {
        String first = Accounts.open(temp.resolve("a"), null).generatedPassword();
        Accounts.Opened second = Accounts.open(temp.resolve("b"), "");

        assertTrue(first != null && first.matches("([0-9a-hjkmnp-tv-z]{5}-){3}[0-9a-hjkmnp-tv-z]{5}"), first);
        String password = second.generatedPassword();
        assertNotEquals(first, password);
        assertEquals("admin", second.accounts().verify("admin", String.valueOf(password)));
    }

    @Test
    void keepsThePasswordOfTheFirstStart() throws Exception {
        Accounts.open(temp, "first");

        Accounts.Opened again = Accounts.open(temp, "second");

        assertNull(again.generatedPassword());
        assertEquals("admin", again.accounts().verify("admin", "first"));
        assertNull(again.accounts().verify("admin", "second"));
    }

    @Test
    void keepsNoSecretInTheFileAndShowsItToTheOwnerOnly() throws Exception {
        Accounts accounts = Accounts.open(temp, "s3cret pass").accounts();
        String token = accounts.createToken("admin", "deploy").token();

        Path file = temp.resolve("accounts.json");
        String text = Files.readString(file);
        assertFalse(text.contains("s3cret"));
        assertFalse(text.contains(token));
        assertTrue(text.contains("\"$e0805$"), text);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var files = Files.list(temp)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void recoversFromACrashWhileWriting() throws Exception {
        Files.writeString(temp.resolve("accounts.json.new"), "half");

        assertEquals("admin", Accounts.open(temp, "p").accounts().verify("admin", "p"));
    }

    @Test
    void refusesADamagedFileInsteadOfLettingAnybodyStartAnew() throws Exception {
        for (String text : List.of("", "{", "null", "{}", "{\"accounts\":[],\"tokens\":[]}", "{\"accounts\":null}")) {
            Files.writeString(temp.resolve("accounts.json"), text);
            IOException refused = assertThrows(IOException.class, () -> Accounts.open(temp, "p"), text);
            assertTrue(String.valueOf(refused.getMessage()).contains("accounts.json"));
        }
    }

    @Test
    void knowsATokenUntilItIsRevokedThroughRestarts() throws Exception {
        Accounts accounts = Accounts.open(temp, "p").accounts();
        Accounts.NewToken token = accounts.createToken("admin", "deploy");

        assertEquals("admin/deploy", accounts.verifyToken(token.token()));
        assertNull(accounts.verifyToken(token.token() + "x"));
        assertNull(accounts.verifyToken(""));
        Accounts again = Accounts.open(temp, null).accounts();
        assertEquals("admin/deploy", again.verifyToken(token.token()));
        assertEquals(List.of(new Accounts.Token(token.id(), "deploy", "admin")), again.tokens());

        assertFalse(again.revokeToken("none"));
        assertTrue(again.revokeToken(token.id()));
        assertNull(again.verifyToken(token.token()));
        assertNull(Accounts.open(temp, null).accounts().verifyToken(token.token()));
    }

    @Test
    void refusesTokenNamesThatAreNoneOrInUse() throws Exception {
        Accounts accounts = Accounts.open(temp, "p").accounts();
        accounts.createToken("admin", "deploy");

        assertThrows(InvalidSettingException.class, () -> accounts.createToken("admin", "deploy"));
        assertThrows(InvalidSettingException.class, () -> accounts.createToken("admin", "a/b"));
        assertThrows(InvalidSettingException.class, () -> accounts.createToken("admin", ""));
    }
}
