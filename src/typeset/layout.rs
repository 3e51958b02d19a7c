//! Typesetting: from a composition to a document that says of itself what is so.
//!
//! Typst lays a document out until what it was told of itself (the pages that its
//! contents print, say) is what comes of it. `typst::compile` begins with nothing, so that
//! all but the simplest documents are laid out twice. Here it begins with what is known
//! of another document: where nothing has moved, one layout is enough.

use comemo::{Constraint, Track};
use typst::World;
use typst::diag::{SourceResult, Warned};
use typst::engine::{Engine, Route, Sink, Traced};
use typst::foundations::{StyleChain, Target, TargetElem};
use typst::introspection::{Introspector, MAX_ITERS};
use typst::utils::Protected;
use typst_layout::{PagedDocument, layout_document};

use crate::typeset::Composition;

/// Lays a composition out once, whatever it prints of itself: what it measures is right.
/// Nothing, where it has faults: `typst::compile` tells why.
pub fn once(composition: &Composition) -> Option<PagedDocument> {
    let nothing = PagedDocument::new(Default::default(), Default::default());
    lay_out(&nothing, composition, 1)?.err().map(|document| *document)
}

/// Typesets a composition, given another document that is like it. Nothing, where it has
/// faults or does not settle: `typst::compile` tells why.
pub fn from(
    before: &PagedDocument,
    composition: &Composition,
) -> Option<Warned<SourceResult<PagedDocument>>> {
    lay_out(before, composition, MAX_ITERS)?.ok()
}

/// Lays out until it is settled, and no more than so many times: then the last layout is
/// what has failed.
fn lay_out(
    before: &PagedDocument,
    composition: &Composition,
    most: usize,
) -> Option<Result<Warned<SourceResult<PagedDocument>>, Box<PagedDocument>>> {
    let world: &dyn World = composition;
    let (world, library) = (world.track(), composition.library());
    let base = StyleChain::new(&library.styles);
    let target = TargetElem::target.set(Target::Paged).wrap();
    let styles = base.chain(&target);
    let (traced, mut sink) = (Traced::default(), Sink::new());
    let main = composition.source(composition.main()).ok()?;
    let (route, traced) = (Route::default(), traced.track());
    let content =
        typst_eval::eval(world, library, traced, sink.track_mut(), route.track(), &main).ok()?;
    let content = content.content();
    let mut before = before.clone();
    for _ in 0..most {
        let constraint = Constraint::new();
        let mut own = Sink::new();
        let introspector: &dyn Introspector = before.introspector().as_ref();
        let mut engine = Engine {
            library,
            world,
            introspector: Protected::new(introspector.track_with(&constraint)),
            traced,
            sink: own.track_mut(),
            route: Route::default(),
        };
        let document = layout_document(&mut engine, &content, styles).ok()?;
        let is_settled = constraint.validate(document.introspector().as_ref() as &dyn Introspector);
        if is_settled {
            sink.extend_from_sink(own);
            let is_whole = sink.delayed().is_empty();
            return is_whole
                .then(|| Ok(Warned { output: Ok(document), warnings: sink.warnings() }));
        }
        before = document;
    }
    Some(Err(Box::new(before)))
}
