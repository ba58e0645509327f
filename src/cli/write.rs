//! Files that are written whole or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use ghirbal::{Error, Model};
use tempfile::NamedTempFile;

use super::notes;

/// A file that lies ready beside its target.
struct Ready {
    file: NamedTempFile,
    target: PathBuf,
}

/// Writes all files, or leaves none of them new: each is first written beside its target, and takes its place
/// once all are on the disk.
pub(super) fn all(files: &[(&Path, &[u8])]) -> Result<()> {
    let ready = files.iter().map(|(target, bytes)| prepare(target, bytes)).collect::<Result<Vec<_>>>()?;
    for Ready { file, target } in ready {
        file.persist(&target).map_err(|error| Error::write(&target, error.error))?;
    }
    Ok(())
}

/// Refuses, before any work is done, to write over what is read.
pub(super) fn keep_inputs(out: &Path, inputs: impl IntoIterator<Item = impl AsRef<Path>>) -> Result<()> {
    let same = |input: &Path| {
        input == out || matches!((input.canonicalize(), out.canonicalize()), (Ok(a), Ok(b)) if a == b)
    };
    if inputs.into_iter().any(|input| same(input.as_ref())) {
        bail!("{} is read, and would be written over; name another file or folder", out.display());
    }
    Ok(())
}

/// [`keep_inputs`] for a model and what lies beside it.
pub(super) fn keep_inputs_of_model(out: &Path, beside: &[&str], inputs: &[&Path]) -> Result<()> {
    keep_inputs(out, inputs)?;
    beside.iter().try_for_each(|extension| keep_inputs(&out.with_extension(extension), inputs))
}

/// The extension of a model's card.
pub(super) const CARD: &str = "md";

/// Writes a model, and beside it its card.
pub(super) fn model(model: &Model, path: &Path) -> Result<()> {
    let card_path = path.with_extension(CARD);
    let (bytes, card) = (model.to_bytes(), model.card());
    all(&[(path, &bytes), (&card_path, card.as_bytes())])?;
    notes::info(&format!(
        "wrote {} ({} bytes) and its card {}",
        path.display(),
        bytes.len(),
        card_path.display()
    ));
    Ok(())
}

fn prepare(target: &Path, bytes: &[u8]) -> Result<Ready> {
    let fault = |source| Error::write(target, source);
    if target.is_dir() {
        return Err(fault(std::io::ErrorKind::IsADirectory.into()).into());
    }
    let folder = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut file = tempfile::Builder::new().prefix(".ghirbal-").tempfile_in(folder).map_err(fault)?;
    file.write_all(bytes).map_err(fault)?;
    file.as_file().sync_all().map_err(fault)?;
    readable_by_all(&file).map_err(fault)?;
    Ok(Ready { file, target: target.to_owned() })
}

/// Temporary files are for their owner alone; the ones that stay get the usual permissions.
#[cfg(unix)]
fn readable_by_all(file: &NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &NamedTempFile) -> std::io::Result<()> {
    Ok(())
}
