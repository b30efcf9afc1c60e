//! Lists the files of the starter library, so that the program carries them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("../../library");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut out = String::from("/// The folders of the library: name, and path and bytes of each file.\n");
    out.push_str("const FOLDERS: &[Folder] = &[\n");
    for folder in sorted(&root)?.into_iter().filter(|path| path.is_dir()) {
        let mut files = Vec::new();
        collect(&folder, &folder, &mut files)?;
        let _ = writeln!(out, "    ({:?}, &[", name(&folder));
        for (path, file) in files {
            let _ = writeln!(out, "        ({path:?}, include_bytes!({:?})),", file.display().to_string());
        }
        out.push_str("    ]),\n");
    }
    out.push_str("];\n");
    let target = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?).join("library.rs");
    fs::write(target, out)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for path in sorted(folder)? {
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if let Ok(relative) = path.strip_prefix(root) {
            let relative = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>();
            files.push((relative.join("/"), path.canonicalize()?));
        }
    }
    Ok(())
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
