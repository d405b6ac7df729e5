package io.tollgate.tls;

import io.tollgate.model.Secret;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Private keys out of PEM blocks. */
final class PrivateKeys {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");
    private static final String CONVERT = "convert it: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW";

    private PrivateKeys() {}

    /**
     * The first key of the file.
     *
     * @param file what messages call it
     * @throws UnusableFileException when there is none, or it cannot be read
     */
    static PrivateKey first(
            List<Pem> blocks, String file, String field, @Nullable Secret password, String passwordField)
            throws UnusableFileException {
        for (Pem block : blocks) {
            if (block.label().endsWith("PRIVATE KEY")) {
                return key(block, file, field, password, passwordField);
            }
        }
        throw new UnusableFileException(
                field, "\"" + file + "\" holds no private key", "write the PEM file with the block PRIVATE KEY");
    }

    private static PrivateKey key(Pem block, String file, String field, @Nullable Secret password, String passwordField)
            throws UnusableFileException {
        if (block.encrypted()) {
            throw new UnusableFileException(
                    field,
                    "\"" + file + "\" is encrypted in a form of old",
                    "convert it: openssl pkcs8 -topk8 -in OLD -out NEW");
        }
        byte[] pkcs8 = switch (block.label()) {
            case "PRIVATE KEY" -> block.der();
            case "RSA PRIVATE KEY" -> Pkcs8.ofPkcs1(block.der());
            case "EC PRIVATE KEY" -> Pkcs8.ofSec1(block.der());
            case "ENCRYPTED PRIVATE KEY" -> decrypted(block.der(), file, password, passwordField);
            default -> null;
        };
        PrivateKey key = pkcs8 == null ? null : parsed(pkcs8);
        if (key == null) {
            throw new UnusableFileException(
                    field, "\"" + file + "\" holds a key in a form that is not known (" + block.label() + ")", CONVERT);
        }
        return key;
    }

    private static @Nullable PrivateKey parsed(byte[] pkcs8) {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // It is of another algorithm, or of none.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(algorithm + " belongs to every Java runtime", e);
            }
        }
        return null;
    }

    private static byte[] decrypted(byte[] der, String file, @Nullable Secret password, String field)
            throws UnusableFileException {
        if (password == null) {
            throw new UnusableFileException(
                    field,
                    "is missing, and \"" + file + "\" is encrypted",
                    "write a reference such as \"${TLS_PASSWORD}\", and set that environment variable");
        }
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
            // PBES2 says in its parameters alone what it is made of.
            String algorithm =
                    info.getAlgName().equals("PBES2") ? info.getAlgParameters().toString() : info.getAlgName();
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm)
                            .generateSecret(new PBEKeySpec(password.value().toCharArray())),
                    info.getAlgParameters());
            return info.getKeySpec(cipher).getEncoded();
        } catch (InvalidKeyException | InvalidKeySpecException e) {
            throw wrong(file, field);
        } catch (GeneralSecurityException | IOException e) {
            if (e.getCause() instanceof BadPaddingException) {
                throw wrong(file, field);
            }
            throw new UnusableFileException(
                    field,
                    "\"" + file + "\" is encrypted in a way that is not known",
                    "encrypt it anew: openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW");
        }
    }

    private static UnusableFileException wrong(String file, String field) {
        return new UnusableFileException(field, "does not open \"" + file + "\"", "set the right password");
    }
}
