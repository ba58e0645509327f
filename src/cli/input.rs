//! Files and standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use ghirbal::{Error, Model, Sieve};

/// `-` for standard input.
pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Opens a file, or standard input for `-`.
pub(super) fn open(path: &Path) -> Result<Box<dyn Read + Send>, Error> {
    if is_stdin(path) {
        return Ok(Box::new(io::stdin()));
    }
    let file = File::open(path).map_err(|source| Error::read(path, source))?;
    // A folder opens without complaint and fails only when read.
    if file.metadata().is_ok_and(|meta| meta.is_dir()) {
        return Err(Error::read(path, io::ErrorKind::IsADirectory.into()));
    }
    Ok(Box::new(file))
}

/// All bytes of a file, or of standard input for `-`.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes).map_err(|source| Error::read(path, source))?;
    Ok(bytes)
}

/// The model to use.
#[derive(Args)]
pub(super) struct ModelArg {
    /// A built-in model by its name, moderation or sentiment, or a model file written by `ghirbal train`
    /// [default: moderation]
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,
}

impl ModelArg {
    /// What the model is called.
    pub(super) fn name(&self) -> String {
        self.model.as_ref().map_or_else(|| "moderation".to_owned(), |path| path.display().to_string())
    }

    /// The model's file, unless it is built in.
    pub(super) fn file(&self) -> Option<&Path> {
        self.model.as_deref().filter(|model| !is_built_in(model))
    }

    /// Loads the model.
    pub(super) fn model(&self) -> Result<Model> {
        Ok(self.model.as_deref().map_or_else(|| Ok(Model::built_in()), load)?)
    }

    /// Loads the model and makes it ready.
    pub(super) fn sieve(&self) -> Result<Sieve> {
        Ok(Sieve::new(self.model()?)?)
    }
}

/// Whether this is the name of a built-in model.
pub(super) fn is_built_in(model: &Path) -> bool {
    Model::names().any(|name| model.as_os_str() == name)
}

/// A built-in model by its name, or else a file.
pub(super) fn load(model: &Path) -> Result<Model, Error> {
    match model.to_str().and_then(Model::named) {
        Some(model) => Ok(model),
        None => Model::open(model),
    }
}
