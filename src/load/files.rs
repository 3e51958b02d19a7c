//! The files of a project: of a folder, or of the program itself.
//!
//! Takes a folder or nothing; gives every file by its path, in memory. Reads nothing that
//! is outside of the folder. Never writes.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::model::limits;

static DATA: Dir = include_dir!("$CARGO_MANIFEST_DIR/data");
static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");
static DICTIONARIES: Dir = include_dir!("$CARGO_MANIFEST_DIR/dictionaries");
static FONTS: Dir = include_dir!("$CARGO_MANIFEST_DIR/fonts");

/// The project file.
pub const PROJECT_FILE: &str = "diptych.toml";

/// The project file of the built-in project.
const BUILT_IN_PROJECT: &str = include_str!("../../data/diptych.toml");

/// How the names of files that are read end.
const READ: [&str; 13] =
    ["yaml", "yml", "toml", "bib", "json", "csl", "csv", "typ", "png", "svg", "docx", "odt", "css"];

/// The folders of a project that are read.
pub const FOLDERS: [&str; 2] = ["data", "templates"];

/// Files by their path from the project's root, with `/` between its parts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Files {
    files: BTreeMap<String, Vec<u8>>,
}

impl Files {
    /// The built-in project.
    ///
    /// ```
    /// use diptych::load::files::Files;
    ///
    /// assert!(Files::built_in().text("data/article.yaml").is_some());
    /// ```
    pub fn built_in() -> Self {
        let mut files = Self::default();
        add_embedded(&mut files.files, "data", &DATA);
        files.files.remove("data/diptych.toml");
        files.files.insert(PROJECT_FILE.into(), BUILT_IN_PROJECT.into());
        files
    }

    /// The project in a folder. Links are followed as far as they stay in it.
    ///
    /// # Errors
    /// When `diptych.toml`, or a file or folder of `data` or `templates`,
    /// cannot be read, with the path that could not.
    ///
    /// ```
    /// use diptych::load::files::Files;
    ///
    /// let folder = tempfile::tempdir().unwrap();
    /// let (missing, _) = Files::read(folder.path()).unwrap_err();
    /// assert!(missing.ends_with("diptych.toml"));
    /// ```
    pub fn read(root: &Path) -> Result<Self, (PathBuf, io::Error)> {
        let mut files = Self::default();
        let project = root.join(PROJECT_FILE);
        files.insert(PROJECT_FILE, std::fs::read(&project).map_err(|e| (project, e))?);
        let root_itself = root.canonicalize().map_err(|e| (root.to_path_buf(), e))?;
        for folder in FOLDERS {
            let path = root.join(folder);
            // A link that leads nowhere is told of.
            if path.symlink_metadata().is_ok() {
                files.read_entry(&path, folder, &mut vec![], &root_itself)?;
            }
        }
        Ok(files)
    }

    /// Reads a file, or all of a folder, which is `inside` others, links resolved.
    fn read_entry(
        &mut self,
        path: &Path,
        name: &str,
        inside: &mut Vec<PathBuf>,
        root: &Path,
    ) -> Result<(), (PathBuf, io::Error)> {
        let failed = |error| (path.to_path_buf(), error);
        let refused = |reason| Err(failed(io::Error::other(reason)));
        // A file in a folder is where that is.
        let is_file = path.symlink_metadata().map_err(failed)?.is_file();
        let itself = if is_file { path.into() } else { path.canonicalize().map_err(failed)? };
        if !is_file && !itself.starts_with(root) {
            return refused("it is a link that leads out of the project");
        }
        let data = std::fs::metadata(&itself).map_err(failed)?;
        if data.is_dir() {
            if inside.contains(&itself) {
                return refused("it is a link to a folder that it is in");
            }
            if Path::new(name).extension().is_some_and(|e| READ.iter().any(|read| e == *read)) {
                return refused("it is a folder, and should be a file");
            }
            inside.push(itself);
            for entry in std::fs::read_dir(path).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let Some(own) = entry.file_name().to_str().map(str::to_string) else { continue };
                if !own.starts_with('.') && !own.ends_with('~') {
                    self.read_entry(&entry.path(), &format!("{name}/{own}"), inside, root)?;
                }
            }
            inside.pop();
        } else if data.is_file() {
            if data.len() > limits::FILE {
                return refused("the file is larger than 64 MiB");
            }
            self.insert(name, std::fs::read(&itself).map_err(failed)?);
        }
        Ok(())
    }

    /// Adds or replaces a file.
    ///
    /// ```
    /// use diptych::load::files::Files;
    ///
    /// let mut files = Files::default();
    /// files.insert("data/events.yaml", b"events: []\n".to_vec());
    /// assert_eq!(files.text("data/events.yaml"), Some("events: []\n"));
    /// ```
    pub fn insert(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.insert(path.into(), bytes);
    }

    /// A file's bytes.
    ///
    /// ```
    /// use diptych::load::files::Files;
    ///
    /// assert_eq!(Files::default().bytes("diptych.toml"), None);
    /// ```
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// A file's text; nothing when it is absent or not UTF-8.
    ///
    /// ```
    /// use diptych::load::files::Files;
    ///
    /// let files = Files::built_in();
    /// assert!(files.text("diptych.toml").unwrap().contains("languages"));
    /// ```
    pub fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.bytes(path)?).ok()
    }

    /// All files, in order of their paths.
    ///
    /// ```
    /// use diptych::load::files::Files;
    ///
    /// let files = Files::built_in();
    /// assert!(files.all().all(|(_path, bytes)| !bytes.is_empty()));
    /// ```
    pub fn all(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// The files below a folder, in order of their paths.
    ///
    /// ```
    /// use diptych::load::files::Files;
    ///
    /// let files = Files::built_in();
    /// assert!(files.below("data/sections").all(|(path, _)| path.ends_with(".yaml")));
    /// ```
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
///
/// ```
/// let templates = diptych::load::files::built_in_templates();
/// assert!(templates.contains_key("templates/brief.typ"));
/// ```
pub fn built_in_templates() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    add_embedded(&mut files, "templates", &TEMPLATES);
    files
}

/// A file of the program's `data` folder, by its path in there.
///
/// ```
/// use diptych::load::files::built_in_data;
///
/// assert!(built_in_data("languages/en.yaml").is_some());
/// assert!(built_in_data("none.yaml").is_none());
/// ```
pub fn built_in_data(path: &str) -> Option<&'static [u8]> {
    DATA.get_file(path).map(include_dir::File::contents)
}

/// A dictionary of the program, by its file name.
pub(crate) fn built_in_dictionary(name: &str) -> Option<&'static [u8]> {
    DICTIONARIES.get_file(name).map(include_dir::File::contents)
}

/// The fonts of the program, by file name, in order.
pub(crate) fn built_in_fonts() -> Vec<(&'static str, &'static [u8])> {
    let mut fonts: Vec<_> = FONTS
        .files()
        .filter(|file| file.path().extension().is_some_and(|e| e == "ttf"))
        .filter_map(|file| Some((file.path().to_str()?, file.contents())))
        .collect();
    fonts.sort();
    fonts
}
