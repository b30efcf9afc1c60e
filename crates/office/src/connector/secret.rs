//! Credentials under a key that is not in the database: whoever copies the database or a backup reads none.
//!
//! AES-256-GCM with a fresh nonce for each text; the connector's id is bound in, so that a sealed text opens for no other. The key
//! is a file for its owner to read only, made at first use. Absent: hiding the key from whoever runs the machine. Sources: NIST SP
//! 800-38D; OWASP ASVS 5.0 V11.3, V13.3.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest, Sha256};

use crate::config::Config;
use crate::failure::Failure;
use crate::files;
use crate::journal::chain::{hex, unhex};

/// The first byte of a sealed text; it names this way of sealing.
const FORM: u8 = 1;
/// Bytes of the mark that tells which key sealed it.
const MARK: usize = 8;

/// The key of this office.
pub struct Key {
    key: LessSafeKey,
    mark: [u8; MARK],
}

/// Where the key lies.
#[must_use]
pub fn path(config: &Config) -> PathBuf {
    config.key_file.clone().unwrap_or_else(|| config.data.join("keys").join("secrets.key"))
}

impl Key {
    fn of(bytes: &[u8; 32]) -> Key {
        let key = UnboundKey::new(&AES_256_GCM, bytes).expect("32 bytes are a key of AES-256");
        let digest = Sha256::digest([b"mandate key mark\n".as_slice(), bytes].concat());
        let mut mark = [0; MARK];
        mark.copy_from_slice(&digest[..MARK]);
        Key { key: LessSafeKey::new(key), mark }
    }

    /// The key of the office, which is made when there is none.
    ///
    /// # Errors
    /// A sentence when the file cannot be read, made or understood.
    pub fn of_office(config: &Config) -> Result<Key, Failure> {
        let path = path(config);
        let told = |error: io::Error| {
            Failure::refused(format!(
                "The key file {} cannot be used: {error}. Ask whoever runs this machine.",
                path.display()
            ))
        };
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make(&path).map_err(told)?;
                fs::read_to_string(&path).map_err(told)?
            }
            Err(error) => return Err(told(error)),
        };
        let bytes = unhex(text.trim()).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let bytes = bytes.ok_or_else(|| {
            Failure::refused(format!(
                "The key file {} is damaged. Put its copy back; it is 64 hexadecimal digits.",
                path.display()
            ))
        })?;
        Ok(Key::of(&bytes))
    }

    /// Seals a text for the connector of this id.
    #[must_use]
    pub fn seal(&self, id: &str, text: &str) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = rand::random();
        let mut sealed = text.as_bytes().to_vec();
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound(id), &mut sealed)
            .expect("a text of this size can be sealed");
        [[FORM].as_slice(), &self.mark, &nonce, &sealed].concat()
    }

    /// Opens what [`Key::seal`] sealed for the same id.
    ///
    /// # Errors
    /// A sentence when another key sealed it, or it was changed.
    pub fn open(&self, id: &str, sealed: &[u8]) -> Result<String, Failure> {
        let damaged = || Failure::refused("The stored credential is damaged. Enter it anew.");
        let Some(([form, rest @ ..], nonce, text)) = parts(sealed) else { return Err(damaged()) };
        if *form != FORM {
            return Err(damaged());
        }
        if *rest != self.mark {
            return Err(Failure::refused(
                "The credential was sealed under another key file than this office has. Put that file back, or enter the \
                 credential anew.",
            ));
        }
        let mut text = text.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| damaged())?;
        let opened = self.key.open_in_place(nonce, bound(id), &mut text).map_err(|_| damaged())?;
        String::from_utf8(opened.to_vec()).map_err(|_| damaged())
    }
}

fn bound(id: &str) -> Aad<Vec<u8>> {
    Aad::from(format!("mandate connector credential\n{id}").into_bytes())
}

/// Form and mark, nonce, and the sealed text.
fn parts(sealed: &[u8]) -> Option<(&[u8; 1 + MARK], &[u8], &[u8])> {
    let (head, rest) = sealed.split_first_chunk::<{ 1 + MARK }>()?;
    let (nonce, text) = rest.split_at_checked(NONCE_LEN)?;
    Some((head, nonce, text))
}

/// Makes the key file unless somebody else makes it at this moment.
fn make(path: &Path) -> io::Result<()> {
    let bytes: [u8; 32] = rand::random();
    let arriving = path.with_file_name(format!("{}.key", uuid::Uuid::now_v7()));
    files::put_secret(&arriving, hex(&bytes).as_bytes())?;
    let linked = fs::hard_link(&arriving, path);
    fs::remove_file(&arriving)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => files::keep_name(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_for_its_connector_and_its_key_only() {
        let (key, other) = (Key::of(&[7; 32]), Key::of(&[8; 32]));
        let sealed = key.seal("a", "1-40-secret");
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
        assert_eq!(key.open("a", &sealed).expect("opens"), "1-40-secret");
        assert!(key.open("b", &sealed).expect_err("another connector").sentence().contains("damaged"));
        assert!(other.open("a", &sealed).expect_err("another key").sentence().contains("another key file"));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open("a", &changed).is_err(), "byte {at} was changed unseen");
        }
        for length in 0..sealed.len() {
            assert!(key.open("a", &sealed[..length]).is_err(), "{length} bytes opened");
        }
        assert_ne!(sealed, key.seal("a", "1-40-secret"), "the same text is sealed differently each time");
    }

    #[test]
    fn the_key_file_is_made_once_and_for_its_owner_only() {
        let data = std::env::temp_dir().join(format!("mandate-key-{}", uuid::Uuid::now_v7()));
        let config = Config { data: data.clone(), ..crate::testing::config() };
        let keys: Vec<Key> = std::thread::scope(|scope| {
            let made: Vec<_> = (0..8).map(|_| scope.spawn(|| Key::of_office(&config).expect("a key"))).collect();
            made.into_iter().map(|one| one.join().expect("made")).collect()
        });
        assert!(keys.windows(2).all(|two| two[0].mark == two[1].mark), "two made two keys");
        let meta = fs::metadata(path(&config)).expect("the file");
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o777, 0o600);
        assert_eq!(fs::read_dir(data.join("keys")).expect("the folder").count(), 1, "nothing is left beside it");
        fs::write(path(&config), "nonsense").expect("written");
        assert!(Key::of_office(&config).err().expect("refused").sentence().contains("is damaged"));
        fs::remove_dir_all(data).expect("removed");
    }
}
