use crate::clock::Time;
use crate::improvement::benefit::{Measurement, Moved, Reading, figure};
use crate::improvement::model::{Act, Stage};
use crate::improvement::score::{Score, Size, priority_in_words};

#[test]
fn the_life_cycle_is_this_grid() {
    let mut grid = String::new();
    for stage in Stage::ALL {
        let cells: Vec<&str> = Act::ALL.iter().map(|act| stage.after(*act).map_or("-", Stage::key)).collect();
        grid.push_str(&format!("{:<12} {}\n", stage.key(), cells.join(" ")));
    }
    println!("{grid}");
    let expected = "\
proposed     accepted declined withdrawn - - - -
accepted     - - withdrawn in_progress completed - -
in_progress  - - withdrawn - completed - -
completed    - - - - - verified not_verified
verified     - - - - - verified not_verified
not_verified - - - in_progress - verified not_verified
declined     - - - - - - -
withdrawn    - - - - - - -
";
    assert_eq!(grid, expected);
}

#[test]
fn an_act_that_does_not_fit_is_refused_with_a_sentence() {
    let refusal = Stage::Verified.after(Act::Accept).expect_err("it is refused");
    assert_eq!(refusal.sentence, "This improvement is verified and cannot be accepted.");
}

#[test]
fn small_and_urgent_comes_before_large_and_dull() {
    for (size, value, risk, urgency, priority) in [
        (Size::Small, 5, 5, 5, "15.0"),
        (Size::Medium, 5, 5, 5, "7.5"),
        (Size::Large, 5, 5, 5, "5.0"),
        (Size::Large, 1, 1, 1, "1.0"),
        (Size::Medium, 3, 3, 3, "4.5"),
    ] {
        let score = Score { size, value, risk, urgency };
        assert_eq!(priority_in_words(score.priority()), priority, "{score:?}");
    }
    let wrong = Score { size: Size::Small, value: 0, risk: 6, urgency: 3 }.checked().expect_err("it is refused");
    assert_eq!(wrong.iter().filter_map(|refusal| refusal.field).collect::<Vec<_>>(), vec!["value", "risk"]);
}

#[test]
fn a_measurement_is_read_against_baseline_and_target() {
    let measured = |value, low, high| Measurement { value, n: 412, low, high, at: Time(0) };
    for (baseline, target, measurement, moved, beyond_chance) in [
        (52.0, 40.0, measured(39.0, Some(37.0), Some(42.0)), Moved::Reached, Some(true)),
        (52.0, 40.0, measured(46.0, Some(40.0), Some(53.0)), Moved::Partly, Some(false)),
        (52.0, 40.0, measured(52.0, None, None), Moved::Not, None),
        (52.0, 40.0, measured(60.0, Some(55.0), Some(65.0)), Moved::Worse, Some(true)),
        (70.0, 90.0, measured(95.0, None, None), Moved::Reached, None),
        (0.0, 10.0, measured(5.0, None, None), Moved::Partly, None),
    ] {
        let reading = Reading::of(baseline, target, &measurement);
        assert_eq!((reading.moved, reading.beyond_chance), (moved, beyond_chance), "{measurement:?}");
    }
    let words = Reading::of(52.0, 40.0, &measured(46.0, Some(40.0), Some(53.0))).in_words();
    assert!(words.starts_with("That is 50 % of the expected change. The interval includes the baseline"), "{words}");
}

#[test]
fn a_verdict_is_asked_for_again_only_when_data_speaks_against_it() {
    let reading = |value| Reading::of(52.0, 40.0, &Measurement { value, n: 9, low: None, high: None, at: Time(0) });
    for (stage, value, asked) in [
        (Stage::Completed, 52.0, true),
        (Stage::Completed, 39.0, true),
        (Stage::Verified, 39.0, false),
        (Stage::Verified, 47.0, false),
        (Stage::Verified, 53.0, true),
        (Stage::NotVerified, 53.0, false),
        (Stage::NotVerified, 40.0, true),
        (Stage::InProgress, 40.0, false),
    ] {
        assert_eq!(reading(value).calls_for_a_verdict(stage), asked, "{stage:?} {value}");
    }
}

#[test]
fn figures_carry_no_decimals_that_say_nothing() {
    for (value, unit, expected) in
        [(52.0, "h", "52 h"), (0.126, "", "0.13"), (1234.5, "%", "1234.5 %"), (-0.001, "", "0"), (-3.1, "h", "-3.1 h")]
    {
        assert_eq!(figure(value, unit), expected);
    }
}
