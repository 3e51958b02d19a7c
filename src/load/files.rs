//! The files of a project: of a folder, or of the program itself.
//!
//! Takes a folder or nothing; gives every file by its path, in memory. Passes over
//! symbolic links below `data` and `templates`. Never writes.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

static DATA: Dir = include_dir!("$CARGO_MANIFEST_DIR/data");
static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");
static DICTIONARIES: Dir = include_dir!("$CARGO_MANIFEST_DIR/dictionaries");
static FONTS: Dir = include_dir!("$CARGO_MANIFEST_DIR/fonts");

/// The project file.
pub const PROJECT_FILE: &str = "diptych.toml";

/// The project file of the built-in project.
const BUILT_IN_PROJECT: &str = include_str!("../../data/diptych.toml");

/// The folders of a project that are read.
pub const FOLDERS: [&str; 2] = ["data", "templates"];

/// No file of a project is larger than this, in bytes.
const LARGEST: u64 = 64 << 20;

/// Files by their path from the project's root, with `/` between its parts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Files {
    files: BTreeMap<String, Vec<u8>>,
}

impl Files {
    /// The built-in project.
    pub fn built_in() -> Self {
        let mut files = Self::default();
        add_embedded(&mut files.files, "data", &DATA);
        files.files.remove("data/diptych.toml");
        files.files.insert(PROJECT_FILE.into(), BUILT_IN_PROJECT.into());
        files
    }

    /// The project in a folder.
    ///
    /// # Errors
    /// When `diptych.toml`, or a file or folder of `data` or `templates`,
    /// cannot be read, with the path that could not.
    pub fn read(root: &Path) -> Result<Self, (PathBuf, io::Error)> {
        let mut files = Self::default();
        let project = root.join(PROJECT_FILE);
        files.insert(PROJECT_FILE, std::fs::read(&project).map_err(|e| (project, e))?);
        for folder in FOLDERS {
            let path = root.join(folder);
            if path.is_dir() {
                files.read_folder(&path, folder)?;
            }
        }
        Ok(files)
    }

    fn read_folder(&mut self, path: &Path, name: &str) -> Result<(), (PathBuf, io::Error)> {
        let failed = |path: &Path| {
            let path = path.to_path_buf();
            move |error| (path, error)
        };
        for entry in std::fs::read_dir(path).map_err(failed(path))? {
            let entry = entry.map_err(failed(path))?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(failed(&entry.path()))?);
            let Some(file_name) = entry.file_name().to_str().map(str::to_string) else { continue };
            if file_name.starts_with('.') || file_name.ends_with('~') {
                continue;
            }
            let name = format!("{name}/{file_name}");
            if kind.is_dir() {
                self.read_folder(&path, &name)?;
            } else if kind.is_file() {
                let length = entry.metadata().map_err(failed(&path))?.len();
                if length > LARGEST {
                    let error = io::Error::other("the file is larger than 64 MiB");
                    return Err((path, error));
                }
                self.insert(&name, std::fs::read(&path).map_err(failed(&path))?);
            }
        }
        Ok(())
    }

    /// Adds or replaces a file.
    pub fn insert(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.insert(path.into(), bytes);
    }

    /// A file's bytes.
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// A file's text; nothing when it is absent or not UTF-8.
    pub fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.bytes(path)?).ok()
    }

    /// All files, in order of their paths.
    pub fn all(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// The files below a folder, in order of their paths.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.files
            .iter()
            .filter(move |(path, _)| path.strip_prefix(folder).is_some_and(|p| p.starts_with('/')))
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }
}

fn add_embedded(files: &mut BTreeMap<String, Vec<u8>>, root: &str, dir: &Dir) {
    for file in dir.files() {
        if let Some(path) = file.path().to_str() {
            files.insert(format!("{root}/{path}"), file.contents().to_vec());
        }
    }
    dir.dirs().for_each(|dir| add_embedded(files, root, dir));
}

/// The templates of the program, by their path from its root.
pub fn built_in_templates() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    add_embedded(&mut files, "templates", &TEMPLATES);
    files
}

/// A file of the program's `data` folder, by its path in there.
pub fn built_in_data(path: &str) -> Option<&'static [u8]> {
    DATA.get_file(path).map(include_dir::File::contents)
}

/// A dictionary of the program, by its file name.
pub fn built_in_dictionary(name: &str) -> Option<&'static [u8]> {
    DICTIONARIES.get_file(name).map(include_dir::File::contents)
}

/// The fonts of the program, by file name, in order.
pub fn built_in_fonts() -> Vec<(&'static str, &'static [u8])> {
    let mut fonts: Vec<_> = FONTS
        .files()
        .filter(|file| file.path().extension().is_some_and(|e| e == "ttf"))
        .filter_map(|file| Some((file.path().to_str()?, file.contents())))
        .collect();
    fonts.sort();
    fonts
}
