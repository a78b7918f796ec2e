"""Tests that the program does not pass yet, and until what. One that passes has to be taken off the list."""

_PENDING = {
    "until: maps are of the structure and the plasticity that the study's options say": """
        test_map_of_regions_is_that_of_atoms
        test_map_of_several_numbers_is_refused_or_shows_all
        test_maps_of_motion_are_those_of_atoms
        test_maps_name_liquid_like_atoms_whatever_the_colour
        test_maps_follow_face_threshold
        test_maps_follow_neighbours_nearest
        test_maps_follow_nearest_10
        test_maps_follow_neighbours_cutoff
        test_maps_follow_neighbours_pairs
        test_maps_follow_weighted
        test_maps_follow_chemistry_neighbours_voronoi
        test_maps_follow_chemistry_neighbours_pairs
        test_maps_follow_chemistry_neighbours_nearest
        test_maps_follow_face_threshold_in_coordination
        test_maps_of_plasticity_and_regions_follow_cutoff
        test_maps_follow_cutoff_of_bond_order
        test_maps_of_regions_follow_glass_transition
        test_maps_follow_interval
        test_tables_are_means_of_maps
        test_nearest_of_bond_order_is_up_to_1000
        """,
    "until: maps and tables print doubles": """
        test_maps_print_every_digit
        test_tables_are_means_of_atoms_to_the_last_digit
        test_means_of_maps_and_tables_agree_to_twelve_digits
        """,
    "until: strain beside the LA fraction is that of the figure of strain, not the log's own column": """
        test_strain_is_one_number
        """,
    "until: atoms --study": """
        test_maps_of_regions_follow_percentage
        test_maps_of_regions_follow_percentage_within_species
        test_maps_follow_per_neighbour
        test_atoms_of_a_study_are_those_of_its_file
        test_atoms_of_a_study_follow_structure_options
        test_atoms_of_a_study_follow_chemistry_options
        test_atoms_of_a_study_follow_cutoff_and_interval
        test_options_of_atoms_go_before_those_of_the_study
        test_percentage_marks_as_many_atoms_as_it_says
        test_per_neighbour_divides_by_the_neighbours
        test_atoms_of_a_study_take_its_cutoff
        test_atoms_and_maps_share_what_they_compute
        test_atoms_of_a_file_share_with_those_of_a_study
        test_set_of_atoms
        """,
    "until: atoms FILE finds r_c": """
        test_atoms_finds_the_cutoff_of_a_stretched_glass
        test_atoms_finds_the_cutoff_of_all_that_needs_one
        """,
    "until: r_c is found in a named run and stored apart": """
        test_the_cutoff_is_that_of_the_run_that_is_named
        test_the_cutoff_is_found_once
        test_a_cutoff_that_was_found_is_taken_as_it_is_stored
        """,
    "until: samples of structure need no T_ML": """
        test_table_takes_the_cutoff_of_the_map
        test_q6_w6_is_drawn
        test_polyhedra_are_drawn
        test_sij_is_drawn
        test_composition_is_drawn
        test_alpha_is_drawn
        test_eta_is_drawn
        test_cn_table_is_drawn
        test_what_is_drawn_without_a_model_is_what_is_drawn_of_all_with_one
        test_a_time_is_taken_that_no_model_would_start_from
        test_figures_of_a_study_without_a_model_end_well
        """,
    "until: --memory and --cache-size": """
        test_small_budgets_give_the_same_figures
        test_no_cache_and_little_memory_give_the_same_figures
        test_all_start_times_are_pooled_whatever_the_budget
        test_clusters_and_histories_are_of_all_start_times_whatever_the_budget
        test_run_says_how_many_start_times_whatever_the_budget
        test_budgets_that_are_none_are_refused
        test_budgets_are_in_no_key
        """,
    "until: --no-cache": """
        test_no_cache_writes_nothing
        """,
    "until: packed files are read without a cache folder": """
        test_packed_files_are_read_without_a_cache
        """,
    "until: figure reads the whole [view]": """
        test_saved_whole_box
        test_saved_colour_column
        test_saved_view_of_coordination
        test_films_are_coloured_as_the_saved_view
        test_an_unknown_colour_of_the_view_is_said
        """,
    "until: switches take yes and no": """
        test_words_go_before_the_saved_view
        test_switches_can_be_turned_off
        """,
    "until: limits are those of the table of options, and clamping is said": """
        test_nearest_of_atoms_is_from_1_to_1000
        test_nearest_of_a_study_is_up_to_1000
        test_stored_values_outside_are_clamped
        test_clamping_is_said
        test_face_threshold_of_a_study_is_below_100
        test_values_that_are_no_numbers_are_said
        """,
    "until: --set": """
        test_saved_outline_and_sizes_are_those_of_set
        test_set_is_the_key_in_the_file
        test_set_may_be_given_several_times
        test_set_goes_before_the_file
        test_set_does_not_change_the_study
        test_set_of_figures
        test_set_of_run
        test_set_of_what_there_is_not_names_the_nearest
        test_set_of_a_wrong_value_is_refused
        test_every_command_that_takes_a_study_knows_set
        test_set_of_study_is_stored
        test_logs_are_options_too
        """,
    "until: vitrine-cli options": """
        test_options_are_listed_once
        test_defaults_of_the_table_are_defaults
        test_every_option_is_in_the_list_of_the_results_test
        test_keys_change_as_options_of_structure_say
        test_keys_change_as_options_of_analysis_say
        test_keys_change_as_options_of_liquid_like_atoms_say
        test_keys_change_as_options_of_plasticity_say
        test_keys_change_as_options_of_mechanics_say
        test_keys_change_as_options_of_the_model_say
        test_keys_change_as_options_of_distributions_say
        test_no_view_changes_the_key_of_a_result
        test_every_option_bears_on_something
        """,
    "until: results are kept on disk and traced": """
        test_a_second_run_computes_nothing
        test_a_figure_after_a_run_computes_no_tml
        test_no_figure_computes_anything_the_second_time
        test_clusters_are_found_again
        test_gr_is_found_again
        test_curves_of_plasticity_are_found_again
        test_msd_is_found_again
        test_cycles_and_rates_are_found_again
        test_what_is_known_of_a_model_is_found_again
        test_maps_are_found_again
        test_counts_of_info_are_found_again
        test_a_tessellation_and_a_strain_are_computed_once_for_all_columns
        test_results_outlive_another_study_file
        test_a_touched_file_is_believed
        test_a_copy_is_believed
        test_a_file_that_grows_keeps_what_was_computed
        """,
}

PENDING = {name: reason for reason, names in _PENDING.items() for name in names.split()}
